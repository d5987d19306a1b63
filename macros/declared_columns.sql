{# A select for each column that the project declares, with what its declaration says.
   A field is declared where its name first appears; later columns of that name inherit. #}
{% macro declared_columns() -%}
    {%- set rows = [] -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() | sort(attribute='unique_id') -%}
            {%- for column in node.columns.values() -%}
                {%- do rows.append([node.source_name, node, column]) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for node in graph.nodes.values() | sort(attribute='unique_id')
            if node.resource_type == 'model' -%}
            {%- for column in node.columns.values() -%}
                {%- do rows.append([node.schema, node, column]) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for zone, node, column in rows %}
    {%- set held = node.config.meta if node.config and node.config.meta else {} %}
    {%- set meta = column.config.meta if column.config and column.config.meta else {} %}
select
    '{{ zone }}' as zone,
    '{{ node.name }}' as table_name,
    '{{ column.name }}' as column_name,
    {{ quoted(column.description | trim or none) }} as description,
    {{ quoted(meta.get('source_field')) }} as source_field,
    {{ quoted(meta.get('code_set')) }} as code_set,
    {{ quoted(meta.get('notice_item')) }} as notice_item,
    {{ quoted(meta.get('purpose')) }} as purpose,
    {{ quoted(meta.get('sensitivity')) }} as sensitivity,
    {{ quoted(meta.get('derived_from')) }} as derived_from,
    {{ quoted(held.get('lawful_basis')) }} as lawful_basis,
    {{ quoted(held.get('special_category_condition')) }} as special_category_condition,
    cast({{ held.get('retention_years', 'null') }} as integer) as retention_years,
    {{ 'true' if meta.get('by_extension') else 'false' }} as is_by_extension
    {%- if not loop.last %}
union all
    {%- endif %}
    {%- else %}
select
    '' as zone, '' as table_name, '' as column_name, '' as description,
    '' as source_field, '' as code_set, '' as notice_item, '' as purpose,
    '' as sensitivity, '' as derived_from,
    '' as lawful_basis, '' as special_category_condition, 0 as retention_years,
    false as is_by_extension
where false
    {%- endfor -%}
{%- endmacro %}

{% macro quoted(text) -%}
    {%- if text is none -%}
    cast(null as varchar)
    {%- else -%}
    '{{ text | string | replace("'", "''") }}'
    {%- endif -%}
{%- endmacro %}
