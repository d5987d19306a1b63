{# The one place where a source column becomes something else than text. What does not
   survive is null here and a row in governance.data_quality_issues: an engine's own cast
   error would print the value. The door lands '(unreadable)' for what is plainly not what
   its field is (ingest/rows.py). The forms of dates are those of ingest/dates.py. #}
{% macro typed(column, type) -%}
    {%- if type == 'date' -%}
    {{ typed_date(column) }}
    {%- elif type == 'integer' -%}
    try_cast(regexp_extract({{ column }}, '^([0-9]+)([.]0+)?$', 1) as integer)
    {%- elif type == 'boolean' -%}
    ({{ coded(column, 'yes_no') }} = 'yes')
    {%- elif type in ('sector', 'codes') -%}
    nullif({{ column }}, '(unreadable)')
    {%- else -%}
    {{ exceptions.raise_compiler_error('typed() knows no type ' ~ type) }}
    {%- endif -%}
{%- endmacro %}

{% macro typed_date(column) -%}
    {{ return(adapter.dispatch('typed_date', 'liia')(column)) }}
{%- endmacro %}

{% macro default__typed_date(column) -%}
    case
        when regexp_matches({{ column }}, '^[0-9]{5}([.]0+)?$')
            then date '1899-12-30' + cast(substr({{ column }}, 1, 5) as integer)
        when try_strptime({{ column }}, [
            '%Y-%m-%d', '%d/%m/%y', '%d/%m/%Y', '%d-%m-%Y', '%d.%m.%Y', '%d-%b-%y',
            '%d-%b-%Y', '%Y/%m/%d', '%d %b %Y', '%d %B %Y', '%Y-%m-%dT%H:%M:%S',
            '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M:%S.%f', '%d/%m/%Y %H:%M:%S',
            '%d/%m/%Y %H:%M'
        ]) between timestamp '1900-01-01' and timestamp '2099-12-31 23:59:59'
            then cast(try_strptime({{ column }}, [
                '%Y-%m-%d', '%d/%m/%y', '%d/%m/%Y', '%d-%m-%Y', '%d.%m.%Y', '%d-%b-%y',
                '%d-%b-%Y', '%Y/%m/%d', '%d %b %Y', '%d %B %Y', '%Y-%m-%dT%H:%M:%S',
                '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M:%S.%f', '%d/%m/%Y %H:%M:%S',
                '%d/%m/%Y %H:%M'
            ]) as date)
    end
{%- endmacro %}

{% macro spark__typed_date(column) -%}
    functions.typed_date({{ column }})
{%- endmacro %}
