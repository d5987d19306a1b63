{{ config(group='true_counts') }}
with
counts as (
    select * from {{ ref('equality_counts') }}
),

ethnic_groups as (
    select * from {{ ref('ethnic_groups') }}
),

counted as (
    select
        counts.measure,
        counts.time_period,
        counts.borough_code,
        ethnic_groups.ethnic_group,
        sum(counts.children_with) as with_step,
        sum(counts.children_without) as without_step
    from counts
    inner join ethnic_groups
        on counts.ethnicity_code = ethnic_groups.ethnicity_code
    group by
        counts.measure,
        counts.time_period,
        counts.borough_code,
        ethnic_groups.ethnic_group
),

by_age_sex as (
    select
        measure,
        time_period,
        borough_code,
        ethnic_group,
        sum(children_with) as with_step,
        sum(children_without) as without_step
    from {{ ref('equality_counts_by_age_sex') }}
    group by
        measure,
        time_period,
        borough_code,
        ethnic_group
),

differing as (
    select
        counted.measure,
        counted.time_period,
        counted.borough_code,
        counted.ethnic_group
    from counted
    left join by_age_sex
        on
            counted.measure = by_age_sex.measure
            and counted.time_period = by_age_sex.time_period
            and counted.borough_code = by_age_sex.borough_code
            and counted.ethnic_group = by_age_sex.ethnic_group
    where
        by_age_sex.with_step is distinct from counted.with_step
        or by_age_sex.without_step is distinct from counted.without_step
)

select * from differing
