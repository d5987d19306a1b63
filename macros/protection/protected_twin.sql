{# What is published of a cube: its cells as a table of the shape of the true one. #}
{% macro protected_twin(cube, categories, figures, has_measures=true) -%}
with
cells as (
    select * from {{ ref('rounded_cells') }}
    where cube = '{{ cube }}'
),

twin as (
    select
        {%- if has_measures %}
        measure,
        {%- endif %}
        time_period,
        borough_code,
        {%- for category in categories %}
        categories[{{ loop.index }}] as {{ category }},
        {%- endfor %}
        {%- for figure in figures %}
        cast(max(published) filter (where figure = '{{ figure }}') as bigint)
            as {{ figure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from cells
    group by
        {%- if has_measures %}
        measure,
        {%- endif %}
        time_period,
        borough_code,
        categories
)

select * from twin
{%- endmacro %}
