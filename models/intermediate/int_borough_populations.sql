with
children as (
    select * from {{ ref('children_by_borough') }}
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
        children.borough_code,
        years.mid_year,
        children.children as population
    from years
    inner join children on years.mid_year = children.mid_year
)

select * from populations
