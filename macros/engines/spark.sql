{# What dbt-spark needs to run this project: `--target spark`. Reached on Spark alone. #}

{# Spark has no text type of no length but `string`. #}
{% macro in_spark_types(sql) -%}
    {{- modules.re.sub('\\bas varchar\\)', 'as string)', sql) -}}
{%- endmacro %}

{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    create {{ 'or replace temporary view' if temporary else 'table' }} {{ relation }}
    {% if not temporary %}{{ file_format_clause() }} {{ location_clause() }}{% endif %}
    as
    {{ in_spark_types(compiled_code) }}
{%- endmacro %}

{# Landing as Parquet, a table for each source that the project declares. #}
{% macro open_landing() -%}
    {{ return(adapter.dispatch('open_landing', 'liia')()) }}
{%- endmacro %}

{% macro default__open_landing() -%}
{%- endmacro %}

{% macro spark__open_landing() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- do run_query('create schema if not exists functions') -%}
        {%- do run_query(spark_typed_date()) -%}
        {%- do run_query(spark_code_told_by_words()) -%}
        {%- do run_query(spark_code_in()) -%}
        {%- set landing = env_var('LIIA_SPARK_LANDING', env_var('LIIA_HOME', 'data') ~ '/spark/landing') -%}
        {%- for node in graph.sources.values() -%}
            {%- do run_query('create schema if not exists ' ~ node.schema) -%}
            {%- do run_query(
                'create table if not exists ' ~ node.schema ~ '.' ~ node.name
                ~ " using parquet location '" ~ landing ~ '/' ~ node.schema ~ '/'
                ~ node.name ~ "'"
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# A seed straight from its file: dbt-spark would send it in statements of values, whose
   quotes and nulls it does not keep. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- do run_query(
        'create or replace temporary view seed using csv options (path "'
        ~ model.root_path ~ '/' ~ model.original_file_path
        ~ '", header "true", escape \'"\', inferSchema "false")'
    ) -%}
    {%- set sql -%}
        insert into {{ this.render() }}
        select
            {%- for name in agate_table.column_names %}
            cast({{ name }} as {{ types.get(name, adapter.convert_type(agate_table, loop.index0)) }})
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        from seed
    {%- endset -%}
    {%- do run_query(in_spark_types(sql)) -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- set columns = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
        {%- do columns.append(name ~ ' ' ~ ('string' if type == 'varchar' else type)) -%}
    {%- endfor -%}
    {%- set sql -%}
        create table {{ this.render() }} ({{ columns | join(', ') }}) using parquet
    {%- endset -%}
    {%- do run_query(sql) -%}
    {{ return(sql) }}
{%- endmacro %}
