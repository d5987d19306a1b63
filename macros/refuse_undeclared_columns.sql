{# After a build: every column of every table that it made, in whatever zone, stands in the
   register. One that does not fails the build, which then is never put in place. #}
{% macro refuse_undeclared_columns() -%}
    {%- if execute and flags.WHICH in ('build', 'run') and target.type == 'duckdb' -%}
        {%- set held -%}
            select
                columns.table_schema || '.' || columns.table_name || '.'
                || columns.column_name as place
            from information_schema.columns as columns
            where
                columns.table_catalog = '{{ target.database }}'
                -- What a build is sealed with; a part is built on a sealed copy.
                and columns.table_name not in ('built_from', 'published_sql')
                and columns.table_schema not in ('seeds', 'information_schema')
                and columns.column_name not in (
                    select register.column_name
                    from ({{ declared_columns() }}) as register
                    where register.sensitivity is not null
                )
            order by place
        {%- endset -%}
        {%- set register = adapter.get_relation(
            target.database, 'governance', 'column_register'
        ) -%}
        {%- if register is not none -%}
            {%- set undeclared = run_query(held).columns[0].values() -%}
            {%- if undeclared -%}
                {{ exceptions.raise_compiler_error(
                    undeclared | length ~ ' columns are held and not declared: '
                    ~ undeclared | join(', ') ~ '. Declare each where its name first '
                    ~ 'appears, with its sensitivity and what it is derived from.'
                ) }}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
