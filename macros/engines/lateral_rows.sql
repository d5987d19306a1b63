{# For each row beside it, a row of each label and what an expression gives there. #}
{% macro lateral_rows(pairs) -%}
    {{ return(adapter.dispatch('lateral_rows', 'liia')(pairs)) }}
{%- endmacro %}

{% macro default__lateral_rows(pairs) -%}
    lateral (
            values
            {%- for label, expression in pairs %}
            ('{{ label }}', {{ expression }}){{ ',' if not loop.last }}
            {%- endfor %}
        )
{%- endmacro %}

{# Spark's values are constants. #}
{% macro spark__lateral_rows(pairs) -%}
    lateral stack(
            {{ pairs | length }}
            {%- for label, expression in pairs %},
            '{{ label }}', {{ expression }}
            {%- endfor %}
        )
{%- endmacro %}
