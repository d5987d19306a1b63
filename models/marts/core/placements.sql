with
chains as (
    select * from {{ ref('int_cla_episode_chains') }}
),

periods as (
    select * from {{ ref('int_care_periods') }}
),

extracts as (
    select * from {{ ref('int_period_of_care_versions') }}
),

-- A placement is told as it was when it began; its end has the reason it changed.
joined_up as (
    select
        child_key,
        period_number,
        placement_number,
        arg_min(placement_type_code, episode_start_date) as placement_type_code,
        arg_min(placement_provider_code, episode_start_date)
            as placement_provider_code,
        arg_min(placement_sector, episode_start_date) as placement_sector,
        arg_min(home_sector, episode_start_date) as home_sector,
        arg_max(reason_placement_change_code, episode_start_date)
            as reason_placement_change_code,
        min(episode_start_date) as placement_start_date
    from chains
    group by
        child_key,
        period_number,
        placement_number
),

from_episodes as (
    select
        periods.period_of_care_key,
        joined_up.child_key,
        periods.borough_code,
        joined_up.placement_type_code,
        joined_up.placement_provider_code,
        joined_up.placement_sector,
        joined_up.home_sector,
        cast(null as varchar) as placement_location,
        joined_up.reason_placement_change_code,
        joined_up.placement_start_date,
        coalesce(
            lead(joined_up.placement_start_date) over (
                partition by periods.period_of_care_key
                order by joined_up.placement_start_date
            ),
            periods.care_end_date
        ) as placement_end_date
    from joined_up
    inner join periods
        on
            joined_up.child_key = periods.child_key
            and joined_up.period_number = periods.period_number
),

-- Annex A tells the latest placement alone.
from_extracts as (
    select
        periods.period_of_care_key,
        periods.child_key,
        periods.borough_code,
        extracts.placement_type_code,
        extracts.placement_provider_code,
        extracts.placement_sector,
        cast(null as varchar) as home_sector,
        extracts.placement_location,
        cast(null as varchar) as reason_placement_change_code,
        -- A start outside the period of care is a slip.
        {{ start_within_care('extracts.placement_start_date') }}
            as placement_start_date,
        periods.care_end_date as placement_end_date
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
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'placement_start_date', 'period_of_care_key']) }}
            as placement_key,
        child_key,
        borough_code,
        period_of_care_key,
        placement_type_code,
        placement_provider_code,
        placement_sector,
        home_sector,
        placement_location,
        reason_placement_change_code,
        placement_start_date,
        placement_end_date,
        {{ episode_days('placement_start_date', 'placement_end_date') }}
            as placement_days,
        {{ is_open_on('placement_start_date', 'placement_end_date', as_of_date()) }}
            as is_open
    from together
)

select * from keyed
