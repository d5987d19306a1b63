with
measures as (
    select * from {{ ref('benchmark_measures') }}
),

stretches as (
    select distinct
        mart,
        borough_code,
        covered_since_date,
        covered_until_date
    from {{ ref('int_event_windows') }}
),

{{ year_ends() }},

years as (
    select
        {{ financial_year('year_end') }} as time_period,
        {{ financial_year_start('year_end') }} as year_start_date,
        year_end
    from year_ends
),

-- The whole year, and what a measure looks back on before it. An extract ends with
-- its latest event: a month of silence at the end is let pass. What follows is followed
-- to the end of the year: every year alike, and none moves when later returns come.
covered as (
    select
        measures.measure,
        measures.basis,
        measures.days_to_judge,
        years.time_period,
        stretches.borough_code,
        least(stretches.covered_until_date, years.year_end) - measures.days_to_judge
            as judged_until_date
    from measures
    inner join stretches on measures.told_by = stretches.mart
    inner join years
        on
            stretches.covered_since_date
            <= {{ months_earlier(
                "case when measures.basis = 'stock' then years.year_end + 1 "
                ~ 'else years.year_start_date end',
                'measures.look_back_months'
            ) }}
            and years.year_end - 31 <= stretches.covered_until_date
)

select * from covered
