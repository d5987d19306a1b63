{# CTEs from totals to one row for every measure, borough and year that any borough has,
   in `figures`; without numerator where the borough has none. #}
{% macro benchmark_figures(totals) -%}
measures as (
    select
        *,
        unit = 'percent' as is_share,
        cast(case when unit = 'percent' then 100 else 10000 end as double) as per
    from {{ ref('benchmark_measures') }}
),

places as (
    select * from {{ ref('boroughs') }}
),

borough_populations as (
    select * from {{ ref('int_borough_populations') }}
),

parts as (
    select
        measure,
        time_period,
        borough_code,
        cast(sum(counted) filter (where part = 'with') as double) as numerator,
        cast(sum(counted) as double) as whole
    from {{ totals }}
    group by
        measure,
        time_period,
        borough_code
),

measured_years as (
    select distinct
        measure,
        time_period
    from parts
),

figures as materialized (
    select
        measured_years.measure,
        measured_years.time_period,
        places.borough_code,
        places.inner_outer,
        measures.measure_name,
        measures.unit,
        measures.polarity,
        measures.equality_measure,
        measures.is_share,
        measures.per,
        parts.numerator,
        case
            when parts.numerator is null then null
            when measures.is_share then parts.whole
            else cast(borough_populations.population as double)
        end as denominator
    from measured_years
    inner join measures on measured_years.measure = measures.measure
    cross join places
    left join parts
        on
            measured_years.measure = parts.measure
            and measured_years.time_period = parts.time_period
            and places.borough_code = parts.borough_code
    left join borough_populations
        on
            measured_years.time_period = borough_populations.time_period
            and places.borough_code = borough_populations.borough_code
)
{%- endmacro %}
