with
repairs as (
    select * from {{ ref('int_cla_episode_repairs') }}
    where repair_rule is not null
),

told as (
    select
        cla_episode_key,
        child_key,
        borough_code,
        submission_id,
        source_row,
        period_end,
        repair_rule,
        is_removed,
        is_end_imputed,
        episode_start_date,
        told_end_date,
        case when not is_removed then repaired_end_date end as episode_end_date
    from repairs
)

select * from told
