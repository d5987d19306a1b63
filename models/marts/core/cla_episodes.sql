with
versions as (
    select * from {{ ref('int_cla_episode_versions') }}
    where outcome = 'in marts'
),

repairs as (
    select * from {{ ref('int_cla_episode_repairs') }}
    where not is_removed
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
        repairs.repaired_reason_ceased_code as reason_ceased_code,
        repairs.told_reason_ceased_code,
        versions.reason_placement_change_code,
        versions.home_sector,
        versions.placement_sector,
        repairs.repair_rule,
        versions.episode_start_date,
        repairs.repaired_end_date as episode_end_date,
        repairs.told_end_date,
        {{ episode_days('versions.episode_start_date', 'repairs.repaired_end_date') }}
            as cla_episode_days,
        repairs.is_end_imputed,
        -- Open in the latest return, and another began: it ended there at the latest.
        {{ is_open_on(
            'versions.episode_start_date',
            'coalesce(repairs.repaired_end_date, chains.next_episode_start_date, '
            ~ 'periods.care_end_date)',
            as_of_date()
        ) }} as is_open
    from versions
    inner join repairs on versions.cla_episode_key = repairs.cla_episode_key
    inner join chains on versions.cla_episode_key = chains.cla_episode_key
    inner join periods
        on
            chains.child_key = periods.child_key
            and chains.period_number = periods.period_number
)

select * from placed
