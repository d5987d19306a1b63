{# A CTE of every area with its ONS code and its name, in `named_areas`. #}
{% macro named_areas() -%}
named_areas as (
    select
        borough_code as area_code,
        gss_code as area_gss_code,
        borough_name as area_name
    from {{ ref('boroughs') }}
    union all
    select *
    from (
        values
        ('INNER', 'E13000001', 'Inner London'),
        ('OUTER', 'E13000002', 'Outer London'),
        ('LONDON', 'E12000007', 'London')
    ) as pooled_areas(area_code, area_gss_code, area_name)
)
{%- endmacro %}
