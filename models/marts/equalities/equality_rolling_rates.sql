with
measures as (
    select * from {{ ref('equality_measures') }}
    where basis = 'population'
),

counts as (
    select * from {{ ref('equality_rolling_counts') }}
),

rolling as (
    select
        counts.*,
        {{ financial_year('counts.month_end_date') }} as financial_year
    from counts
    semi join measures on counts.measure = measures.measure
),

populations as (
    select * from {{ ref('int_child_populations') }}
),

ethnic_groups as (
    select * from {{ ref('ethnic_groups') }}
),

places as (
    select distinct
        measure,
        month_end_date,
        financial_year,
        borough_code
    from rolling
),

grouped as (
    select
        places.measure,
        places.month_end_date as time_period,
        places.borough_code,
        '' as stratum,
        'group' as ethnicity_level,
        ethnic_groups.ethnic_group,
        max(populations.population_source) as denominator,
        cast(coalesce(sum(rolling.children_with), 0) as double) as with_step,
        cast(coalesce(sum(populations.population), 0) as double) as at_risk,
        1.0 as cells
    from places
    cross join ethnic_groups
    left join populations
        on
            places.financial_year = populations.time_period
            and places.borough_code = populations.borough_code
            and ethnic_groups.ethnicity_code = populations.ethnicity_code
    left join rolling
        on
            places.measure = rolling.measure
            and places.month_end_date = rolling.month_end_date
            and places.borough_code = rolling.borough_code
            and ethnic_groups.ethnicity_code = rolling.ethnicity_code
    group by
        places.measure,
        places.month_end_date,
        places.borough_code,
        ethnic_groups.ethnic_group
),

{{ against_references('grouped', 'compared') }},

rated as (
    select
        *,
        rate_ratio(a, a + b, c, c + d) as rates
    from compared
    where ethnic_group != 'Not known'
),

told as (
    select
        measure,
        time_period as month_end_date,
        borough_code,
        ethnic_group,
        reference_group,
        a as children_with,
        a + b as population,
        {{ rate_per('a', '(a + b)') }} as rate_per_10000,
        {{ rate_per(count_low('a'), '(a + b)') }} as rate_low,
        {{ rate_per(count_high('a'), '(a + b)') }} as rate_high,
        {{ finite('rates.rate_ratio') }} as rate_ratio,
        {{ finite('rates.ci_low') }} as rate_ratio_low,
        {{ finite('rates.ci_high') }} as rate_ratio_high,
        denominator
    from rated
)

select * from told
