{# What dbt-spark needs to run this project with `--target spark`. #}

{# Before a run: Spark's own functions, and landing's Parquet as the declared sources. #}
{% macro prepare_spark() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- do run_query('create schema if not exists functions') -%}
        {%- do run_query(spark_typed_date()) -%}
        {%- do run_query(spark_code_told_by_words()) -%}
        {%- do run_query(spark_code_in()) -%}
        {%- set landing = env_var('LIIA_HOME', 'data') ~ '/spark/landing' -%}
        {%- for table in graph.sources.values() -%}
            {%- do run_query('create schema if not exists ' ~ table.schema) -%}
            {%- do run_query(
                'create table if not exists ' ~ table.schema ~ '.' ~ table.name
                ~ " using parquet location '" ~ landing ~ '/' ~ table.schema ~ '/'
                ~ table.name ~ "'"
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# Text of any length is called `string` there. #}
{% macro in_spark_types(sql) -%}
    {{- modules.re.sub('\\bas varchar\\)', 'as string)', sql) -}}
{%- endmacro %}

{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    create table {{ relation }} {{ file_format_clause() }} as
    {{ in_spark_types(compiled_code) }}
{%- endmacro %}

{# A seed straight from its file: dbt-spark would write it out in statements, which keep
   neither its quotes nor its nulls. #}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- do run_query(
        'create or replace temporary view seed_file using csv options (path "'
        ~ model.root_path ~ '/' ~ model.original_file_path
        ~ '", header "true", escape \'"\')'
    ) -%}
    {%- set types = model.config.column_types -%}
    {%- set columns = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- set seen = adapter.convert_type(agate_table, loop.index0) -%}
        {%- set type = types.get(name, 'integer' if seen == 'bigint' else seen) -%}
        {%- do columns.append('cast(' ~ name ~ ' as ' ~ type ~ ') as ' ~ name) -%}
    {%- endfor -%}
    {%- do run_query(create_table_as(
        false, this, 'select ' ~ columns | join(', ') ~ ' from seed_file'
    )) -%}
{%- endmacro %}

{# Loaded when it was created. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {{ return('') }}
{%- endmacro %}
