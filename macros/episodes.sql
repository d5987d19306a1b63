{# Episodes are half-open, [start, end): the end date is the first day outside.
   Told as two comparisons: with `or`, an outer join holds every row against every row. #}
{% macro is_open_on(start_date, end_date, day) -%}
    (
        {{ start_date }} <= {{ day }}
        and coalesce({{ end_date }}, cast('9999-12-31' as date)) > {{ day }}
    )
{%- endmacro %}

{# Days from the start to the end; null while the episode is open. #}
{% macro episode_days(start_date, end_date) -%}
    {{ days_between(start_date, end_date) }}
{%- endmacro %}

{% macro days_between(first_date, second_date) -%}
    {{ return(adapter.dispatch('days_between', 'liia')(first_date, second_date)) }}
{%- endmacro %}

{% macro default__days_between(first_date, second_date) -%}
    datediff('day', {{ first_date }}, {{ second_date }})
{%- endmacro %}

{% macro spark__days_between(first_date, second_date) -%}
    datediff({{ second_date }}, {{ first_date }})
{%- endmacro %}

{# Firsts of a month passed from one day to the other: whole months of age, where a birth
   is held as the first of its month. #}
{% macro months_between(first_date, second_date) -%}
    (
        (year({{ second_date }}) - year({{ first_date }})) * 12
        + month({{ second_date }}) - month({{ first_date }})
    )
{%- endmacro %}

{# A day so many months before another, where the number is a column. #}
{% macro months_earlier(day, months) -%}
    {{ return(adapter.dispatch('months_earlier', 'liia')(day, months)) }}
{%- endmacro %}

{% macro default__months_earlier(day, months) -%}
    ({{ day }} - to_months({{ months }}))
{%- endmacro %}

{% macro spark__months_earlier(day, months) -%}
    add_months({{ day }}, -{{ months }})
{%- endmacro %}

{# The warehouse's today. Empty variable: the latest period end that was landed,
   and no day that had not come when it was. #}
{% macro as_of_date() -%}
    {%- if var('as_of_date') -%}
    cast('{{ var("as_of_date") }}' as date)
    {%- else -%}
    (
        select max(least(period_end, received_date))
        from {{ ref('stg_register__submissions') }}
    )
    {%- endif -%}
{%- endmacro %}

{# The financial year of a day as the DfE writes it: 202526 for April 2025 to March 2026. #}
{% macro financial_year(day) -%}
    case
        when month({{ day }}) >= 4
            then cast(year({{ day }}) * 100 + (year({{ day }}) + 1) % 100 as varchar)
        else cast((year({{ day }}) - 1) * 100 + year({{ day }}) % 100 as varchar)
    end
{%- endmacro %}

{# The first of April on or before a day. #}
{% macro financial_year_start(day) -%}
    case
        when month({{ day }}) >= 4 then make_date(year({{ day }}), 4, 1)
        else make_date(year({{ day }}) - 1, 4, 1)
    end
{%- endmacro %}

{# First day of the span of months that ends with the month of a day: the lists of
   Annex A hold six, 1 October to 31 March. #}
{% macro months_before(day, months) -%}
    cast(last_day({{ day }} - interval {{ months }} month) + interval 1 day as date)
{%- endmacro %}

{# What became of one return's telling of an event: the latest readable one stands. #}
{% macro version_outcome(set_aside_reason, version_rank) -%}
    case
        when {{ set_aside_reason }} is not null then 'set aside'
        when {{ version_rank }} = 1 then 'in marts'
        else 'superseded'
    end
{%- endmacro %}

{# Annex A's start of a placement or legal status, held to the period of care it
   belongs to (`periods`): a start outside the period is a slip. #}
{% macro start_within_care(start_date) -%}
    case
        when
            {{ start_date }} > periods.care_start_date
            and {{ start_date }}
            <= coalesce(periods.care_end_date, date '9999-12-31')
            then {{ start_date }}
        else periods.care_start_date
    end
{%- endmacro %}

{% macro is_weekday(day) -%}
    {{ return(adapter.dispatch('is_weekday', 'liia')(day)) }}
{%- endmacro %}

{% macro default__is_weekday(day) -%}
    (isodow({{ day }}) <= 5)
{%- endmacro %}

{# Spark's own weekday() begins with Monday as 0, its dayofweek() with Sunday as 1. #}
{% macro spark__is_weekday(day) -%}
    (weekday({{ day }}) <= 4)
{%- endmacro %}
