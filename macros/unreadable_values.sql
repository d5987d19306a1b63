{# A select for each declared field of a landed table: the rows in use whose text was
   there and did not survive typing. The value itself is nowhere in it. A field that was
   declared and that no line of staging reads yet lands and is not looked at here: a
   return may change before its models do. #}
{% macro unreadable_values(return_name, tables) -%}
    {%- for table in tables -%}
        {%- set landed = source(return_name, table) -%}
        {%- set staged = ref('stg_' ~ return_name ~ '__' ~ table) -%}
        {%- set read = staged_columns(staged) -%}
        {%- set id = 'source.liia.' ~ return_name ~ '.' ~ table -%}
        {%- for column in (graph.sources[id].columns.values() if execute else [])
            if column.config.meta.get('type') in ('date', 'month', 'integer', 'code', 'codes', 'sector')
            and column.config.meta.get('source_field') and column.name in read %}
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

{# The columns of a staging model as it stands built, which is before what reads it. #}
{% macro staged_columns(staged) -%}
    {%- set columns = adapter.get_columns_in_relation(staged) if execute else [] -%}
    {{ return(columns | map(attribute='name') | list) }}
{%- endmacro %}
