{# Two outcomes that followed the same start are one event, of which it is so. #}
{% macro told_once(events) -%}
told_once as (
    select
        measure,
        child_key,
        borough_code,
        cohort_date,
        days_to_judge,
        bool_or(is_outcome) as is_outcome
    from {{ events }}
    group by
        measure,
        child_key,
        borough_code,
        cohort_date,
        days_to_judge
)
{%- endmacro %}
