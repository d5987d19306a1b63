-- depends_on: {{ ref('column_register') }}
with
disproportionate as (
    select distinct
        published_equality_odds_ratios.measure,
        published_equality_odds_ratios.time_period,
        boroughs.borough_code
    from {{ ref('published_equality_odds_ratios') }}
    inner join {{ ref('boroughs') }}
        on published_equality_odds_ratios.area_gss_code = boroughs.gss_code
    where
        published_equality_odds_ratios.is_different
        and published_equality_odds_ratios.ethnicity_level = 'group'
),

{{ benchmark_table(
    ref('protected_benchmark_totals'), 'disproportionate', noise=4,
    fewest=var('fewest_children_published')
) }},

{{ named_areas() }},

published as (
    select
        benchmark_table.measure,
        benchmark_table.measure_label,
        benchmark_table.area_level,
        benchmark_table.area_code,
        named_areas.area_gss_code,
        named_areas.area_name,
        benchmark_table.time_period,
        benchmark_table.numerator,
        benchmark_table.denominator,
        round(benchmark_table.rate, 1) as rate,
        round(benchmark_table.rate_low, 1) as rate_low,
        round(benchmark_table.rate_high, 1) as rate_high,
        benchmark_table.unit,
        benchmark_table.polarity,
        round(benchmark_table.london_rate, 1) as london_rate,
        round(benchmark_table.limit_low_95, 1) as limit_low_95,
        round(benchmark_table.limit_high_95, 1) as limit_high_95,
        round(benchmark_table.limit_low_998, 1) as limit_low_998,
        round(benchmark_table.limit_high_998, 1) as limit_high_998,
        benchmark_table.position,
        benchmark_table.is_practice_to_look_at,
        benchmark_table.place_in_london,
        benchmark_table.boroughs_placed,
        round(benchmark_table.neighbours_rate, 1) as neighbours_rate,
        benchmark_table.neighbours_in_london,
        round(benchmark_table.previous_rate, 1) as previous_rate,
        round(benchmark_table.own_past_rate, 1) as own_past_rate,
        benchmark_table.england_rate,
        benchmark_table.england_time_period,
        benchmark_table.boroughs_included,
        benchmark_table.reason
    from benchmark_table
    inner join named_areas on benchmark_table.area_code = named_areas.area_code
)

select * from published
