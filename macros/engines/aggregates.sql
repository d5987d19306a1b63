{# What is told beside the highest (lowest) `ordering`, of the rows that tell it: where
   `value` is null, Spark would give that null and DuckDB does not. #}
{% macro arg_max(value, ordering) -%}
    {{ return(adapter.dispatch('arg_max', 'liia')(value, ordering)) }}
{%- endmacro %}

{% macro default__arg_max(value, ordering) -%}
    arg_max({{ value }}, {{ ordering }})
{%- endmacro %}

{% macro spark__arg_max(value, ordering) -%}
    max_by({{ value }}, case when {{ value }} is not null then {{ ordering }} end)
{%- endmacro %}

{% macro arg_min(value, ordering) -%}
    {{ return(adapter.dispatch('arg_min', 'liia')(value, ordering)) }}
{%- endmacro %}

{% macro default__arg_min(value, ordering) -%}
    arg_min({{ value }}, {{ ordering }})
{%- endmacro %}

{% macro spark__arg_min(value, ordering) -%}
    min_by({{ value }}, case when {{ value }} is not null then {{ ordering }} end)
{%- endmacro %}

{# The last that is known in the window that follows. #}
{% macro last_known(value) -%}
    {{ return(adapter.dispatch('last_known', 'liia')(value)) }}
{%- endmacro %}

{% macro default__last_known(value) -%}
    last_value({{ value }} ignore nulls)
{%- endmacro %}

{% macro spark__last_known(value) -%}
    last_value({{ value }}, true)
{%- endmacro %}
