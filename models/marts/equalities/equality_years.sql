-- Which tables are published follows from who sent what, never from whether there was
-- a child: an absent table would tell that there was none, and any other that there
-- was one.
with
windows as (
    select * from {{ ref('int_extract_windows') }}
),

measures as (
    select * from {{ ref('equality_measures') }}
),

calendar as (
    select * from {{ ref('int_calendar') }}
),

years as (
    select
        {{ financial_year('calendar_date') }} as time_period,
        min({{ financial_year_start('calendar_date') }}) as year_start_date,
        max(calendar_date) as year_end
    from calendar
    group by {{ financial_year('calendar_date') }}
),

stretches as (
    select
        measure,
        borough_code,
        min(window_start_date) as covered_from_date,
        covered_until_date
    from windows
    group by
        measure,
        borough_code,
        covered_until_date
),

-- A step can be judged if it is so of one day of the year.
of_steps as (
    select
        measures.measure,
        years.time_period,
        windows.borough_code
    from measures
    inner join windows on measures.measure = windows.measure
    inner join years
        on
            windows.window_start_date <= years.year_end
            and windows.window_end_date >= years.year_start_date
            and windows.covered_until_date - measures.days_to_judge
            >= greatest(windows.window_start_date, years.year_start_date)
    where measures.basis = 'previous step'
),

of_whole_years as (
    select
        measures.measure,
        years.time_period,
        stretches.borough_code
    from measures
    inner join stretches on measures.measure = stretches.measure
    inner join years
        on
            stretches.covered_from_date <= years.year_start_date
            and stretches.covered_until_date >= years.year_start_date + 365 - 31
    where measures.basis = 'population'
),

of_year_ends as (
    select
        measures.measure,
        years.time_period,
        stretches.borough_code
    from measures
    inner join stretches on measures.measure = stretches.measure
    inner join years
        on
            stretches.covered_from_date <= years.year_end - 31
            and stretches.covered_from_date
            <= {{ months_earlier('years.year_end', 'measures.look_back_months') }}
            and stretches.covered_until_date >= years.year_end - 31
    where measures.basis = 'stock'
),

covered as (
    select * from of_steps
    union
    select * from of_whole_years
    union
    select * from of_year_ends
)

select * from covered
