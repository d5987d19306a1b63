{# CTEs of a table of protected counts that may leave, in `published`: a row per value of
   `columns` and area. Each borough counts towards itself, Inner or Outer London and London;
   each ethnic code, where the counts have one, towards itself, its group and all. #}
{% macro counts_by_area(counts, columns, figures) -%}
{%- set is_coded = 'ethnicity_code' in columns -%}
{%- set kept = columns | reject('equalto', 'ethnicity_code') | list -%}
boroughs as (
    select * from {{ ref('boroughs') }}
),

ethnic_groups as (
    select * from {{ ref('ethnic_groups') }}
),

{{ named_areas() }},

areas as (
    select
        boroughs.borough_code,
        named_areas.area_gss_code,
        named_areas.area_name
    from boroughs
    inner join named_areas
        on named_areas.area_code
            in (boroughs.borough_code, upper(boroughs.inner_outer), 'LONDON')
),

categories as (
    select
        ethnicity_code,
        ethnic_group,
        ethnicity_code as ethnicity
    from ethnic_groups
    union all
    select
        ethnicity_code,
        ethnic_group,
        'Total' as ethnicity
    from ethnic_groups
    union all
    select
        ethnicity_code,
        'Total' as ethnic_group,
        'Total' as ethnicity
    from ethnic_groups
),

published as (
    select
        {%- for column in kept %}
        counts.{{ column }},
        {%- endfor %}
        areas.area_gss_code,
        areas.area_name,
        {%- if is_coded %}
        categories.ethnic_group,
        categories.ethnicity,
        {%- endif %}
        {%- for figure in figures %}
        cast(sum(counts.{{ figure }}) as bigint) as {{ figure }},
        {%- endfor %}
        count(distinct counts.borough_code) as boroughs_included
    from {{ counts }} as counts
    inner join areas on counts.borough_code = areas.borough_code
    {%- if is_coded %}
    inner join categories on counts.ethnicity_code = categories.ethnicity_code
    {%- endif %}
    group by
        {%- for column in kept %}
        counts.{{ column }},
        {%- endfor %}
        {%- if is_coded %}
        categories.ethnic_group,
        categories.ethnicity,
        {%- endif %}
        areas.area_gss_code,
        areas.area_name
)
{%- endmacro %}
