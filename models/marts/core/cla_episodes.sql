with
versions as (
    select * from {{ ref('int_cla_episode_versions') }}
    where outcome = 'in marts'
),

chains as (
    select * from {{ ref('int_cla_episode_chains') }}
),

periods as (
    select * from {{ ref('int_care_periods') }}
),

placed as (
    select
        versions.cla_episode_key,
        versions.child_key,
        versions.borough_code,
        periods.period_of_care_key,
        versions.reason_new_episode_code,
        versions.legal_status_code,
        versions.category_of_need_code,
        versions.placement_type_code,
        versions.placement_provider_code,
        versions.reason_ceased_code,
        versions.reason_placement_change_code,
        versions.home_sector,
        versions.placement_sector,
        versions.episode_start_date,
        versions.episode_end_date,
        {{ episode_days('versions.episode_start_date', 'versions.episode_end_date') }}
            as cla_episode_days,
        -- Left open in one year's return, it ended at the latest where the next began.
        coalesce(
            versions.episode_end_date,
            chains.next_episode_start_date,
            periods.care_end_date
        ) as latest_end_date
    from versions
    inner join chains on versions.cla_episode_key = chains.cla_episode_key
    inner join periods
        on
            chains.child_key = periods.child_key
            and chains.period_number = periods.period_number
),

opened as (
    select
        cla_episode_key,
        child_key,
        borough_code,
        period_of_care_key,
        reason_new_episode_code,
        legal_status_code,
        category_of_need_code,
        placement_type_code,
        placement_provider_code,
        reason_ceased_code,
        reason_placement_change_code,
        home_sector,
        placement_sector,
        episode_start_date,
        episode_end_date,
        cla_episode_days,
        {{ is_open_on('episode_start_date', 'latest_end_date', as_of_date()) }}
            as is_open
    from placed
)

select * from opened
