with
repairs as (
    select * from {{ ref('int_cla_episode_repairs') }}
    where not is_removed
),

versions as (
    select * from {{ ref('int_cla_episode_versions') }}
    where outcome = 'in marts'
),

ordered as (
    select
        versions.cla_episode_key,
        versions.child_key,
        versions.borough_code,
        versions.legal_status_code,
        versions.category_of_need_code,
        versions.placement_type_code,
        versions.placement_provider_code,
        versions.placement_sector,
        versions.home_sector,
        versions.reason_new_episode_code,
        versions.reason_placement_change_code,
        versions.episode_start_date,
        repairs.repaired_end_date as episode_end_date,
        repairs.repaired_reason_ceased_code as reason_ceased_code,
        repairs.is_end_imputed,
        lag(versions.cla_episode_key) over child_order as previous_key,
        lag(repairs.repaired_reason_ceased_code) over child_order
            as previous_reason_ceased_code,
        lag(repairs.repaired_end_date) over child_order as previous_end_date,
        lag(versions.legal_status_code) over child_order
            as previous_legal_status_code
    from versions
    inner join repairs on versions.cla_episode_key = repairs.cla_episode_key
    window
        child_order as (
            partition by versions.child_key order by versions.episode_start_date
        )
),

-- S starts a period of care; so does whatever follows an end that is not X1. An episode
-- left open in an older year goes on where a later one does not start anew. Who ceases
-- and starts again on one day was in care all along: it should have been X1.
broken as (
    select
        *,
        previous_key is not null
        and coalesce(previous_end_date = episode_start_date, false)
        and (
            coalesce(reason_new_episode_code = 'S', false)
            or coalesce(previous_reason_ceased_code != 'X1', false)
        ) as is_same_day_restart,
        previous_key is null
        or (
            (
                coalesce(reason_new_episode_code = 'S', false)
                or coalesce(previous_reason_ceased_code != 'X1', false)
            )
            and not coalesce(previous_end_date = episode_start_date, false)
        ) as is_new_period
    from ordered
),

numbered as (
    select
        cla_episode_key,
        child_key,
        borough_code,
        legal_status_code,
        category_of_need_code,
        placement_type_code,
        placement_provider_code,
        placement_sector,
        home_sector,
        reason_new_episode_code,
        reason_ceased_code,
        reason_placement_change_code,
        episode_start_date,
        episode_end_date,
        is_end_imputed,
        is_same_day_restart,
        lead(episode_start_date) over child_order as next_episode_start_date,
        sum(case when is_new_period then 1 else 0 end)
            over child_order as period_number,
        sum(
            case
                when
                    is_new_period
                    or coalesce(legal_status_code, '')
                    != coalesce(previous_legal_status_code, '')
                    then 1
                else 0
            end
        ) over child_order as legal_status_number
    from broken
    window child_order as (partition by child_key order by episode_start_date)
)

select * from numbered
