with
years as (
    select * from {{ ref('int_care_years') }}
),

periods as (
    select * from {{ ref('periods_of_care') }}
),

children as (
    select * from {{ ref('children') }}
),

spells as (
    select * from {{ ref('legal_status_spells') }}
),

facts as (
    select * from {{ ref('placement_facts') }}
),

episodes as (
    select
        *,
        coalesce(placement_type_code, '') like 'T%' as is_stay_away
    from {{ ref('cla_episodes') }}
),

-- What a placement was before it: with the adoptive family, both count as one.
placements as (
    select
        *,
        lag(placement_start_date) over (
            partition by period_of_care_key
            order by placement_start_date
        ) as previous_placement_start_date
    from {{ ref('placements') }}
),

looked_after as (
    select
        periods.*,
        years.time_period,
        years.count_date,
        years.covered_since_date
    from periods
    inner join years on periods.borough_code = years.borough_code
    where {{ is_open_on(
        'periods.care_start_date', 'periods.care_end_date', 'years.count_date'
    ) }}
),

told_homes as (
    select
        looked_after.period_of_care_key,
        looked_after.count_date,
        episodes.placement_type_code,
        episodes.placement_provider_code,
        row_number() over (
            partition by looked_after.period_of_care_key, looked_after.count_date
            order by episodes.is_stay_away asc, episodes.episode_start_date desc
        ) as home_rank
    from looked_after
    inner join episodes
        on
            looked_after.period_of_care_key = episodes.period_of_care_key
            and looked_after.count_date >= episodes.episode_start_date
),

-- The home as it was called on the day; of a child away from it for a while, the home.
homes as (
    select * from told_homes
    where home_rank = 1
),

homes_of_the_year as (
    select
        looked_after.period_of_care_key,
        looked_after.count_date,
        count(*) as placements_in_year
    from looked_after
    inner join placements
        on
            looked_after.period_of_care_key = placements.period_of_care_key
            and looked_after.count_date >= placements.placement_start_date
            and coalesce(
                placements.placement_end_date
                > looked_after.count_date - interval 1 year, true
            )
    where coalesce(placements.placement_type_code, '') not like 'T%'
    group by
        looked_after.period_of_care_key,
        looked_after.count_date
),

described as (
    select
        looked_after.period_of_care_key,
        looked_after.child_key,
        looked_after.borough_code,
        looked_after.time_period,
        looked_after.count_date,
        looked_after.covered_since_date,
        looked_after.care_start_date,
        looked_after.is_start_known,
        looked_after.category_of_need_code,
        children.sex,
        children.ethnicity_code,
        spells.legal_status_code,
        placements.placement_key,
        placements.placement_start_date,
        facts.known_start_date,
        placements.previous_placement_start_date,
        facts.destination,
        facts.distance_band,
        homes_of_the_year.placements_in_year,
        {{ months_between('children.birth_month', 'looked_after.count_date') }}
            as age_months,
        coalesce(homes.placement_type_code, placements.latest_placement_type_code)
            as home_type_code,
        coalesce(homes.placement_provider_code, placements.placement_provider_code)
            as home_provider_code
    from looked_after
    inner join children on looked_after.child_key = children.child_key
    left join spells
        on
            looked_after.period_of_care_key = spells.period_of_care_key
            and {{ is_open_on(
                'spells.spell_start_date', 'spells.spell_end_date',
                'looked_after.count_date'
            ) }}
    left join placements
        on
            looked_after.period_of_care_key = placements.period_of_care_key
            and {{ is_open_on(
                'placements.placement_start_date', 'placements.placement_end_date',
                'looked_after.count_date'
            ) }}
    left join facts on placements.placement_key = facts.placement_key
    left join homes
        on
            looked_after.period_of_care_key = homes.period_of_care_key
            and looked_after.count_date = homes.count_date
    left join homes_of_the_year
        on
            looked_after.period_of_care_key = homes_of_the_year.period_of_care_key
            and looked_after.count_date = homes_of_the_year.count_date
),

-- Two and a half years are known of where the borough's returns go back as far.
grouped as (
    select
        {{ surrogate_key(['period_of_care_key', 'count_date']) }}
            as placement_stock_key,
        period_of_care_key,
        placement_key,
        child_key,
        borough_code,
        count_date,
        time_period,
        ethnicity_code,
        case when sex in ('F', 'M') then sex else 'U' end as sex_code,
        case
            when age_months is null then 'not known'
            else {{ years_band('age_months') }}
        end as age_band,
        {{ need_group('category_of_need_code') }} as need_group,
        {{ legal_status_group('legal_status_code') }} as legal_status_group,
        {{ placement_kind('home_type_code') }} as placement_kind,
        {{ provider_sector('home_provider_code') }} as provider_sector,
        coalesce(destination, 'not_known') as destination,
        coalesce(distance_band, 'not_known') as distance_band,
        {{ time_band('known_start_date', 'count_date') }} as time_in_placement,
        coalesce(placements_in_year, 0) as placements_in_year,
        case
            when
                age_months < 192
                and covered_since_date <= count_date - interval 30 month
                and (
                    not is_start_known
                    or care_start_date <= count_date - interval 30 month
                )
                then
                    placement_start_date <= count_date - interval 2 year
                    or coalesce(
                        home_type_code in ('A3', 'A4', 'A5', 'A6')
                        and previous_placement_start_date
                        <= count_date - interval 2 year, false
                    )
        end as is_settled
    from described
)

select * from grouped
