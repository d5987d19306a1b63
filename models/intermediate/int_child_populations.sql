with
children as (
    select * from {{ ref('children_by_borough') }}
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

-- The year to March takes the mid-year estimate within it, as the DfE does; a year that
-- has none yet, the latest.
years as (
    select
        years.start_year,
        max(children.mid_year) as mid_year
    from range(2016, 2036) as years (start_year)
    inner join children on years.start_year >= children.mid_year
    group by years.start_year
),

populations as (
    select
        cast(years.start_year * 100 + (years.start_year + 1) % 100 as varchar)
            as time_period,
        shared.borough_code,
        shared.ethnicity_code,
        years.mid_year,
        round(children.children * shared.ethnic_share) as population,
        shared.population_source
    from years
    inner join children on years.mid_year = children.mid_year
    inner join shared on children.borough_code = shared.borough_code
)

select * from populations
