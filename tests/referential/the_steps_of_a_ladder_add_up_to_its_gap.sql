{{ config(group='true_counts') }}
with
ladder as (
    select * from {{ ref('equality_ladder') }}
),

summed as (
    select
        ladder,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        sum(log_step_ratio) as steps,
        arg_max(log_ratio_so_far, rung_order) as gap
    from ladder
    group by
        ladder,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group
    having count(*) = count(log_ratio_so_far)
),

astray as (
    select * from summed
    where abs(steps - gap) > 1e-12
)

select * from astray
