{# One row per event of `earlier`: whether one of `later` came to the same child on that
   day or within `days` after it. #}
{% macro followed(measure, earlier, earlier_date, later, later_date, days) -%}
select
        '{{ measure }}' as measure,
        {{ earlier }}.child_key,
        {{ earlier }}.borough_code,
        {{ earlier }}.{{ earlier_date }} as cohort_date,
        {{ days }} as days_to_judge,
        {{ later }}.child_key is not null as is_outcome
    from {{ earlier }}
    left join {{ later }}
        on
            {{ earlier }}.child_key = {{ later }}.child_key
            and {{ earlier }}.{{ earlier_date }} <= {{ later }}.{{ later_date }}
            and {{ later }}.{{ later_date }}
            <= {{ earlier }}.{{ earlier_date }} + {{ days }}
{%- endmacro %}

{# One row per event of a child of the population. #}
{% macro happened(measure, events, day) -%}
select
        '{{ measure }}' as measure,
        child_key,
        borough_code,
        {{ day }} as cohort_date,
        0 as days_to_judge,
        true as is_outcome
    from {{ events }}
{%- endmacro %}
