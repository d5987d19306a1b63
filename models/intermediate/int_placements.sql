with
episodes as (
    select * from {{ ref('int_cla_episode_chains') }}
),

numbers as (
    select * from {{ ref('int_placement_chains') }}
),

chains as (
    select
        episodes.*,
        numbers.placement_number,
        numbers.is_temporary
    from episodes
    inner join numbers on episodes.cla_episode_key = numbers.cla_episode_key
),

periods as (
    select * from {{ ref('int_care_periods') }}
),

extracts as (
    select * from {{ ref('int_period_of_care_versions') }}
    where outcome = 'in marts'
),

-- A placement is told as it was when it began, and as it is called now; its end has the
-- reason it changed. Temporary stays away from it say nothing of it.
joined_up as (
    select
        child_key,
        period_number,
        placement_number,
        {{ arg_min('placement_type_code', 'episode_start_date') }}
        filter (where not is_temporary) as placement_type_code,
        {{ arg_max('placement_type_code', 'episode_start_date') }}
        filter (where not is_temporary) as latest_placement_type_code,
        {{ arg_min('placement_provider_code', 'episode_start_date') }}
        filter (where not is_temporary) as placement_provider_code,
        {{ arg_min('placement_sector', 'episode_start_date') }}
        filter (where not is_temporary) as placement_sector,
        {{ arg_min('home_sector', 'episode_start_date') }} as home_sector,
        {{ arg_max('reason_placement_change_code', 'episode_start_date') }}
            as reason_placement_change_code,
        min(episode_start_date) as placement_start_date,
        count(*) filter (where is_temporary) as temporary_stays
    from chains
    group by
        child_key,
        period_number,
        placement_number
),

-- Where Annex A told of the very placement, it knows whether it is in the borough.
flagged as (
    select
        child_key,
        placement_start_date,
        max(placement_location) as placement_location
    from extracts
    group by
        child_key,
        placement_start_date
    having count(distinct placement_location) = 1
),

from_episodes as (
    select
        periods.period_of_care_key,
        joined_up.child_key,
        periods.borough_code,
        joined_up.placement_type_code,
        joined_up.latest_placement_type_code,
        joined_up.placement_provider_code,
        joined_up.placement_sector,
        joined_up.home_sector,
        flagged.placement_location,
        joined_up.reason_placement_change_code,
        joined_up.placement_start_date,
        least(
            lead(joined_up.placement_start_date) over (
                partition by periods.period_of_care_key
                order by joined_up.placement_start_date
            ),
            periods.care_end_date
        ) as placement_end_date,
        joined_up.temporary_stays
    from joined_up
    inner join periods
        on
            joined_up.child_key = periods.child_key
            and joined_up.period_number = periods.period_number
    left join flagged
        on
            joined_up.child_key = flagged.child_key
            and joined_up.placement_start_date = flagged.placement_start_date
),

-- Annex A tells the latest placement alone.
from_extracts as (
    select
        periods.period_of_care_key,
        periods.child_key,
        periods.borough_code,
        extracts.placement_type_code,
        extracts.placement_type_code as latest_placement_type_code,
        extracts.placement_provider_code,
        extracts.placement_sector,
        cast(null as varchar) as home_sector,
        extracts.placement_location,
        cast(null as varchar) as reason_placement_change_code,
        -- A start outside the period of care is a slip.
        {{ start_within_care('extracts.placement_start_date') }}
            as placement_start_date,
        periods.care_end_date as placement_end_date,
        0 as temporary_stays
    from periods
    inner join extracts
        on
            periods.submission_id = extracts.submission_id
            and periods.source_row = extracts.source_row
),

together as (
    select * from from_episodes
    union all
    select * from from_extracts
)

select * from together
