{# A select for each declared field of a landed table: the rows in use whose text was
   there and did not survive typing. The value itself is nowhere in it. #}
{% macro unreadable_values(return_name, tables) -%}
    {%- for table in tables -%}
        {%- set landed = source(return_name, table) -%}
        {%- set staged = ref('stg_' ~ return_name ~ '__' ~ table) -%}
        {%- set id = 'source.liia.' ~ return_name ~ '.' ~ table -%}
        {%- for column in (graph.sources[id].columns.values() if execute else [])
            if column.config.meta.get('type') in ('date', 'month', 'integer', 'code', 'codes', 'sector')
            and column.config.meta.get('source_field') %}
select
    '{{ return_name }}' as return_name,
    '{{ table }}' as table_name,
    staged.submission_id,
    staged.source_row,
    '{{ column.name }}' as column_name,
    '{{ column.config.meta.type }}' as expected_type
from {{ landed }} as landed
inner join {{ staged }} as staged
    on
        landed._submission_id = staged.submission_id
        and landed._source_row = staged.source_row
where landed.{{ column.name }} is not null and staged.{{ column.name }} is null
union all
        {%- endfor -%}
    {%- endfor %}
select
    '' as return_name,
    '' as table_name,
    '' as submission_id,
    0 as source_row,
    '' as column_name,
    '' as expected_type
where false
{%- endmacro %}
