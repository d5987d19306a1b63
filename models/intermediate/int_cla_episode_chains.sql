with
episodes as (
    select * from {{ ref('int_cla_episode_versions') }}
    where outcome = 'in marts'
),

ordered as (
    select
        *,
        lag(cla_episode_key) over child_order as previous_key,
        lag(reason_ceased_code) over child_order as previous_reason_ceased_code,
        lag(legal_status_code) over child_order as previous_legal_status_code
    from episodes
    window child_order as (partition by child_key order by episode_start_date)
),

-- S starts a period of care; so does whatever follows an end that is not X1. An episode
-- left open in an older year goes on where a later one does not start anew.
broken as (
    select
        *,
        previous_key is null
        or coalesce(reason_new_episode_code = 'S', false)
        or coalesce(previous_reason_ceased_code != 'X1', false) as is_new_period
    from ordered
),

-- The reason for the new episode is trusted over places: P and B change the carer.
split as (
    select
        *,
        is_new_period
        or coalesce(legal_status_code, '') != coalesce(previous_legal_status_code, '')
            as is_new_legal_status,
        is_new_period
        or coalesce(reason_new_episode_code in ('P', 'B'), false) as is_new_placement
    from broken
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
        lead(episode_start_date) over child_order as next_episode_start_date,
        sum(case when is_new_period then 1 else 0 end)
            over child_order as period_number,
        sum(case when is_new_legal_status then 1 else 0 end)
            over child_order as legal_status_number,
        sum(case when is_new_placement then 1 else 0 end)
            over child_order as placement_number
    from split
    window child_order as (partition by child_key order by episode_start_date)
)

select * from numbered
