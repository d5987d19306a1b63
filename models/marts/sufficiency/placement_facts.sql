with
placements as (
    select * from {{ ref('placements') }}
),

episodes as (
    select * from {{ ref('cla_episodes') }}
),

boroughs as (
    select * from {{ ref('boroughs') }}
),

sectors as (
    select * from {{ ref('postcode_sectors') }}
),

regions as (
    select * from {{ ref('authority_regions') }}
),

ranked_authorities as (
    select
        postcode_sector,
        gss_code,
        row_number() over (
            partition by postcode_sector
            order by gss_share desc, gss_code asc
        ) as authority_rank
    from {{ ref('postcode_sector_boroughs') }}
),

-- Where a placement is that Annex A says is outside the child's borough, though most of
-- its sector is in it.
second_authorities as (
    select * from ranked_authorities
    where authority_rank = 2
),

-- An episode that began for another reason than a move began in an older placement; so
-- did a stay away from a home that is not told of before.
placed as (
    select
        placements.placement_key,
        placements.child_key,
        placements.borough_code,
        placements.miles_from_home,
        case
            when
                coalesce(episodes.reason_new_episode_code, 'S') in ('S', 'P', 'B')
                and coalesce(
                    episodes.placement_type_code not like 'T%'
                    or placements.placement_type_code like 'T%',
                    true
                )
                then placements.placement_start_date
        end as known_start_date,
        case
            when placements.is_in_borough then boroughs.gss_code
            when sectors.gss_code != boroughs.gss_code then sectors.gss_code
            else second_authorities.gss_code
        end as destination_gss_code
    from placements
    inner join boroughs on placements.borough_code = boroughs.borough_code
    left join episodes
        on
            placements.period_of_care_key = episodes.period_of_care_key
            and placements.placement_start_date = episodes.episode_start_date
    left join sectors on placements.placement_sector = sectors.postcode_sector
    left join second_authorities
        on placements.placement_sector = second_authorities.postcode_sector
),

named as (
    select
        placed.placement_key,
        placed.child_key,
        coalesce(boroughs.borough_code, regions.region_code, 'not_known')
            as destination,
        {{ distance_band('placed.miles_from_home') }} as distance_band,
        placed.known_start_date
    from placed
    left join boroughs on placed.destination_gss_code = boroughs.gss_code
    left join regions on placed.destination_gss_code = regions.gss_code
)

select * from named
