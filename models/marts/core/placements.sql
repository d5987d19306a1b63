with
placements as (
    select * from {{ ref('int_placements') }}
),

homes as (
    select * from {{ ref('postcode_sectors') }}
),

places as (
    select * from {{ ref('postcode_sectors') }}
),

boroughs as (
    select * from {{ ref('boroughs') }}
),

measured as (
    select
        placements.*,
        {{ miles_between('homes', 'places') }} as miles_from_home,
        {{ miles_between_uncertainty('homes', 'places') }} as miles_uncertain_by,
        places.gss_code = boroughs.gss_code as is_sector_mostly_in_borough
    from placements
    inner join boroughs on placements.borough_code = boroughs.borough_code
    left join homes on placements.home_sector = homes.postcode_sector
    left join places on placements.placement_sector = places.postcode_sector
),

-- Sectors cannot tell 19 miles from 21: between 18 and 22 it is not known.
keyed as (
    select
        {{ surrogate_key(['child_key', 'placement_start_date', 'period_of_care_key']) }}
            as placement_key,
        child_key,
        borough_code,
        period_of_care_key,
        placement_type_code,
        latest_placement_type_code,
        placement_provider_code,
        placement_sector,
        home_sector,
        placement_location,
        reason_placement_change_code,
        placement_start_date,
        placement_end_date,
        {{ episode_days('placement_start_date', 'placement_end_date') }}
            as placement_days,
        temporary_stays,
        miles_from_home,
        miles_uncertain_by,
        case when miles_from_home not between 18 and 22 then miles_from_home > 20 end
            as is_over_20_miles,
        coalesce(placement_location = 'IN', is_sector_mostly_in_borough)
            as is_in_borough,
        case
            when placement_location is not null then 'Annex A'
            when is_sector_mostly_in_borough is not null then 'most of its sector'
        end as in_borough_source,
        {{ is_open_on('placement_start_date', 'placement_end_date', as_of_date()) }}
            as is_open
    from measured
)

select * from keyed
