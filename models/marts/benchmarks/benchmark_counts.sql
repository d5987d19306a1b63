with
judged as (
    select * from {{ ref('benchmark_judged_events') }}
),

years as (
    select * from {{ ref('benchmark_years') }}
),

measures as (
    select * from {{ ref('benchmark_measures') }}
),

populations as (
    select * from {{ ref('int_borough_populations') }}
),

child_populations as (
    select * from {{ ref('int_child_populations') }}
),

codes as (
    select * from {{ ref('ethnic_groups') }}
),

ages as (
    select * from {{ ref('children_by_age_and_sex') }}
),

grouped as (
    select
        child_populations.time_period,
        child_populations.borough_code,
        codes.ethnic_group,
        sum(child_populations.population) as population
    from child_populations
    inner join codes on child_populations.ethnicity_code = codes.ethnicity_code
    group by
        child_populations.time_period,
        child_populations.borough_code,
        codes.ethnic_group
),

ethnic_shares as (
    select
        time_period,
        borough_code,
        ethnic_group,
        population / sum(population) over (partition by time_period, borough_code)
            as ethnic_share
    from grouped
),

age_shares as (
    select
        borough_code,
        age_band,
        sex_code,
        children / sum(children) over (partition by borough_code) as age_share
    from ages
),

-- No table has age, sex and ethnicity together: within a borough they are taken to be
-- unrelated. Each cut alone, and the whole, is as published.
at_risk as (
    select
        years.measure,
        years.time_period,
        years.borough_code,
        age_shares.age_band,
        age_shares.sex_code,
        ethnic_shares.ethnic_group,
        populations.population * ethnic_shares.ethnic_share * age_shares.age_share
            as population
    from years
    inner join measures on years.measure = measures.measure
    inner join populations
        on
            years.time_period = populations.time_period
            and years.borough_code = populations.borough_code
    inner join ethnic_shares
        on
            years.time_period = ethnic_shares.time_period
            and years.borough_code = ethnic_shares.borough_code
    inner join age_shares on years.borough_code = age_shares.borough_code
    where measures.unit = 'per_10000'
),

counted as (
    select
        judged.measure,
        judged.time_period,
        judged.borough_code,
        judged.age_band,
        judged.sex_code,
        judged.ethnic_group,
        count(*) filter (where judged.is_in_numerator) as numerator,
        case when any_value(measures.unit) = 'percent' then count(*) else 0 end
            as denominator
    from judged
    inner join measures on judged.measure = measures.measure
    group by
        judged.measure,
        judged.time_period,
        judged.borough_code,
        judged.age_band,
        judged.sex_code,
        judged.ethnic_group
),

together as (
    select
        measure,
        time_period,
        borough_code,
        age_band,
        sex_code,
        ethnic_group,
        numerator,
        denominator
    from counted
    union all
    select
        measure,
        time_period,
        borough_code,
        age_band,
        sex_code,
        ethnic_group,
        0 as numerator,
        population as denominator
    from at_risk
),

cells as (
    select
        measure,
        time_period,
        borough_code,
        age_band,
        sex_code,
        ethnic_group,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(denominator) as double) as denominator
    from together
    group by
        measure,
        time_period,
        borough_code,
        age_band,
        sex_code,
        ethnic_group
)

select * from cells
