{# CTEs of which areas a borough counts towards: itself, Inner or Outer London, London; in
   `counted_areas`. #}
{% macro counted_areas() -%}
{{ named_areas() }},

counted_areas as (
    select
        boroughs.borough_code,
        named_areas.area_code,
        case
            when named_areas.area_code in ('INNER', 'OUTER', 'LONDON')
                then lower(named_areas.area_code)
            else 'borough'
        end as area_level,
        named_areas.area_gss_code,
        named_areas.area_name
    from {{ ref('boroughs') }} as boroughs
    inner join named_areas
        on
            named_areas.area_code
            in (boroughs.borough_code, upper(boroughs.inner_outer), 'LONDON')
)
{%- endmacro %}
