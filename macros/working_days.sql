{# Working days after `start_date` up to `end_date`: Monday to Friday and no bank holiday
   of England. The start is day 0, so what is done on the 15th working day is in time.
   Negative where the end comes first; null where a day lies outside the calendar. #}
{% macro working_days(start_date, end_date) -%}
    ({{ working_day_number(end_date) }} - {{ working_day_number(start_date) }})
{%- endmacro %}

{% macro working_day_number(day) -%}
    (
        select max(calendar.working_day_number)
        from {{ ref('int_calendar') }} as calendar
        where calendar.calendar_date = {{ day }}
    )
{%- endmacro %}
