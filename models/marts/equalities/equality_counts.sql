with
cohorts as (
    select * from {{ ref('equality_cohorts') }}
),

measures as (
    select * from {{ ref('equality_measures') }}
    where basis != 'population'
),

codes as (
    select * from {{ ref('ethnic_groups') }}
),

areas as (
    select distinct
        cohorts.measure,
        cohorts.time_period,
        cohorts.borough_code
    from cohorts
    inner join measures on cohorts.measure = measures.measure
),

-- Every cell is there, the empty ones too: an absent row would tell a true zero.
counted as (
    select
        areas.measure,
        areas.time_period,
        areas.borough_code,
        codes.ethnicity_code,
        count(cohorts.child_key) filter (where cohorts.is_outcome) as children_with,
        count(cohorts.child_key) filter (where not cohorts.is_outcome)
            as children_without
    from areas
    cross join codes
    left join cohorts
        on
            areas.measure = cohorts.measure
            and areas.time_period = cohorts.time_period
            and areas.borough_code = cohorts.borough_code
            and codes.ethnicity_code = cohorts.ethnicity_code
    group by
        areas.measure,
        areas.time_period,
        areas.borough_code,
        codes.ethnicity_code
)

select * from counted
