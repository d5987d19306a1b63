{# One row per row of `rows` that a measure counts: which, on what day, and whether it is
   in the numerator; null is not known, and left out. A rate of the population has all of
   its rows in the numerator. #}
{% macro counted(measure, rows, event_key, day, is_in_numerator='true') -%}
select
        '{{ measure }}' as measure,
        {{ event_key }} as event_key,
        child_key,
        borough_code,
        {{ day }} as counted_date,
        {{ is_in_numerator }} as is_in_numerator
    from {{ rows }}
{%- endmacro %}

{# A CTE of the days on which a stock is counted: each 31 March so far. #}
{% macro year_ends() -%}
year_ends as (
    select calendar_date as year_end
    from {{ ref('int_calendar') }}
    where
        month(calendar_date) = 3
        and day(calendar_date) = 31
        and calendar_date <= {{ as_of_date() }}
)
{%- endmacro %}
