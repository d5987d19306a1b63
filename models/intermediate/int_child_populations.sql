with
borough_populations as (
    select * from {{ ref('int_borough_populations') }}
),

pupils as (
    select * from {{ ref('pupils_by_ethnicity') }}
),

official as (
    select * from {{ ref('stg_register__populations') }}
),

-- The official table takes over, borough by borough: some may be withheld from it.
counted as (
    select
        borough_code,
        ethnicity_code,
        children,
        'ONS Census 2021, residents aged 0 to 17, scaled to the mid-year estimate'
            as population_source
    from official
    union all
    select
        pupils.borough_code,
        pupils.ethnicity_code,
        pupils.pupils as children,
        'MODELLED: ethnic shares of pupils (school census 2021/22) of the ONS mid-year '
        || 'estimate, ages 0 to 17; too few White British children, so that ratios '
        || 'against them come out low' as population_source
    from pupils
    anti join official on pupils.borough_code = official.borough_code
),

shared as (
    select
        borough_code,
        ethnicity_code,
        children / sum(children) over (partition by borough_code) as ethnic_share,
        population_source
    from counted
),

populations as (
    select
        borough_populations.time_period,
        shared.borough_code,
        shared.ethnicity_code,
        borough_populations.mid_year,
        round(borough_populations.population * shared.ethnic_share) as population,
        shared.population_source
    from borough_populations
    inner join shared on borough_populations.borough_code = shared.borough_code
)

select * from populations
