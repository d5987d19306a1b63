{# One key out of several columns; null when any of them is null: no event without a day. #}
{% macro surrogate_key(columns) -%}
    md5({% for column in columns %}cast({{ column }} as varchar)
        {%- if not loop.last %} || '|' || {% endif %}{% endfor %})
{%- endmacro %}
