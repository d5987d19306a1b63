with
returns as (
    select * from {{ ref('stg_ssda903__episodes') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'episodes' as table_name,
        submission_id,
        source_row,
        cla_episode_key,
        child_key,
        borough_code,
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
        episode_end_date
    from returns
),

received as (
    select
        seen.*,
        submissions.return_name,
        submissions.period_end
    from seen
    inner join submissions on seen.submission_id = submissions.submission_id
),

judged as (
    select
        *,
        case
            when episode_start_date is null
                then 'no readable start date'
            when episode_start_date > period_end
                then 'dated after the period'
            when episode_end_date < episode_start_date
                then 'ends before it starts'
            when legal_status_code in ('V3', 'V4')
                then 'short breaks: not looked after'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by cla_episode_key, set_aside_reason is null
            order by
                period_end desc,
                return_name desc,
                -- A day's episode that was replaced on its day is not what went on.
                coalesce(episode_end_date = episode_start_date, false) asc,
                episode_end_date asc nulls last,
                source_row desc
        ) as version_rank
    from judged
),

settled as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        cla_episode_key,
        child_key,
        borough_code,
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
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
