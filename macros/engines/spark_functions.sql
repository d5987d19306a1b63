{# Functions of Spark's own that stand for what its SQL cannot say in one expression. Within
   its literals a backslash is written twice. #}

{# The forms of `typed_date`. DuckDB reads past spaces at both ends. Spark has years of two
   digits in this century: POSIX, and DuckDB, have 69 to 99 in the last one. #}
{% macro spark_typed_date() -%}
create or replace function functions.typed_date(cell string) returns date return
    case
        when regexp_like(cell, '^[0-9]{5}([.]0+)?$')
            then date '1899-12-30' + cast(substr(cell, 1, 5) as integer)
        else
            (
                select case when year(day) between 1900 and 2099 then day end
                from (
                    select coalesce(
                        case when year(short_year) < 2069 then short_year
                            else add_months(short_year, -1200) end,
                        long_year
                    ) as day
                    from (
                        select
                            {{ spark_first_read(['d/M/yy', 'd-MMM-yy']) }} as short_year,
                            {{ spark_first_read([
                                'y-M-d', 'd/M/y', 'd-M-y', 'd.M.y', 'd-MMM-y', 'y/M/d',
                                'd MMM y', 'd MMMM y', "y-M-d'T'H:m:s", 'y-M-d H:m:s',
                                'y-M-d H:m:s.SSSSSS', 'd/M/y H:m:s', 'd/M/y H:m'
                            ]) }} as long_year
                    )
                )
            )
    end
{%- endmacro %}

{% macro spark_first_read(forms) -%}
    cast(coalesce(
        {%- for form in forms %}
        try_to_timestamp(
            regexp_replace(cell, '^\\s+|\\s+$', ''), '{{ form | replace("'", "''") }}'
        )
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    ) as date)
{%- endmacro %}

{% macro spark_code_told_by_words() -%}
create or replace function functions.code_told_by_words(
    plain_text string,
    wordings array<struct<precedence: int, words: string, code: string>>
) returns string return
    get(
        filter(array_sort(wordings), wording -> regexp_like(plain_text, wording.words)), 0
    ).code
{%- endmacro %}

{% macro spark_code_in() -%}
create or replace function functions.code_in(cell string, of_set array<string>)
returns string return
    transform(
        array(filter(
            of_set,
            code -> regexp_like(cell, '\\b' || code || '\\b|^ *(?i:' || code || ') *$')
        )),
        found -> case
            when size(found) = 1 and regexp_like(
                cell,
                '^ *(?:[a-z]{1,2}[0-9]?[)] *)?[\\[(]?' || found[0] || '(?:$|[^A-Za-z0-9])'
                || '|[\\[(] *' || found[0] || ' *[\\])] *$'
                || '|^ *(?i:' || found[0] || ') *$'
            )
                then found[0]
        end
    )[0]
{%- endmacro %}
