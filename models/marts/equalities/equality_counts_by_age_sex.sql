with
cohorts as (
    select * from {{ ref('equality_cohorts') }}
),

-- The places there are: those of the cube that this one is linked to.
areas as (
    select distinct
        measure,
        time_period,
        borough_code
    from {{ ref('equality_counts') }}
),

measures as (
    select * from {{ ref('equality_measures') }}
),

groups as (
    select distinct ethnic_group from {{ ref('ethnic_groups') }}
),

codes as (
    select * from {{ ref('ethnic_groups') }}
),

strata (age_band, sex_code) as (
    values
    ('0', 'F'),
    ('1 to 4', 'F'),
    ('5 to 9', 'F'),
    ('10 to 15', 'F'),
    ('16 and over', 'F'),
    ('0', 'M'),
    ('1 to 4', 'M'),
    ('5 to 9', 'M'),
    ('10 to 15', 'M'),
    ('16 and over', 'M'),
    ('not known', 'U')
),

grouped as (
    select
        cohorts.*,
        codes.ethnic_group
    from cohorts
    inner join codes on cohorts.ethnicity_code = codes.ethnicity_code
),

counted as (
    select
        areas.measure,
        areas.time_period,
        areas.borough_code,
        groups.ethnic_group,
        strata.age_band,
        strata.sex_code,
        count(grouped.child_key) filter (where grouped.is_outcome) as children_with,
        count(grouped.child_key) filter (where not grouped.is_outcome)
            as children_without
    from areas
    inner join measures on areas.measure = measures.measure
    cross join groups
    cross join strata
    left join grouped
        on
            areas.measure = grouped.measure
            and areas.time_period = grouped.time_period
            and areas.borough_code = grouped.borough_code
            and groups.ethnic_group = grouped.ethnic_group
            and strata.age_band = grouped.age_band
            and strata.sex_code = grouped.sex_code
    where
        measures.age_bands is null
        or strata.age_band = 'not known'
        or ';' || measures.age_bands || ';' like '%;' || strata.age_band || ';%'
    group by
        areas.measure,
        areas.time_period,
        areas.borough_code,
        groups.ethnic_group,
        strata.age_band,
        strata.sex_code
)

select * from counted
