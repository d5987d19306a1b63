-- depends_on: {{ ref('column_register') }}
with
{{ practice_table(ref('protected_benchmark_totals'), noise=4) }},

{{ named_areas() }},

published as (
    select
        practice_table.practice,
        practice_table.area_code,
        named_areas.area_gss_code,
        named_areas.area_name,
        practice_table.measure,
        practice_table.measure_label,
        practice_table.unit,
        practice_table.change_of_practice,
        practice_table.starts_on,
        practice_table.expected_direction,
        practice_table.registered_on,
        practice_table.is_accepted,
        practice_table.time_period,
        round(practice_table.rate_before, 1) as rate_before,
        round(practice_table.rate_after, 1) as rate_after,
        round(practice_table.rate_expected, 1) as rate_expected,
        round(practice_table.effect_ratio, 2) as effect_ratio,
        round(practice_table.effect_low, 2) as effect_low,
        round(practice_table.effect_high, 2) as effect_high,
        round(practice_table.before_ratio, 2) as before_ratio,
        round(practice_table.before_low, 2) as before_low,
        round(practice_table.before_high, 2) as before_high,
        practice_table.before_trend,
        practice_table.boroughs_compared,
        practice_table.finding
    from practice_table
    inner join named_areas on practice_table.area_code = named_areas.area_code
)

select * from published
