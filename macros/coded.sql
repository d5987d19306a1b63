{# A coded cell as its code. What is tried, in this order: a label or a letter that we
   know as it stands; the code that the cell begins or ends with, as in "b) 1B: Individual";
   a label after a number of the borough's own; words by which boroughs tell of a code;
   a bare number, last, since boroughs number their own lists ("7 - Police" is 6).
   All of it is in seeds, and ingest/reading_codes.py reads the same ones at the door. #}
{% macro coded(column, code_set) -%}
    coalesce(
        {{ variant_of(plain_text(column), code_set) }},
        {{ code_in(column, code_set, '[A-Z]') }},
        {{ variant_of(plain_text(without_local_code(column)), code_set) }},
        {{ code_told_by_words(plain_text(column), code_set) }},
        {{ code_in(column, code_set, '^[0-9]+$') }}
    )
{%- endmacro %}

{% macro variant_of(text, code_set) -%}
    (
        select max(value_variants.code)
        from {{ ref('value_variants') }}
        where
            value_variants.code_set = '{{ code_set }}'
            and value_variants.variant = {{ text }}
    )
{%- endmacro %}

{# The code of the first wording that occurs in the cell. A wording without a code says
   that nobody can tell ("White" alone is neither White British nor another). #}
{% macro code_told_by_words(text, code_set) -%}
    {{ return(adapter.dispatch('code_told_by_words', 'liia')(text, code_set)) }}
{%- endmacro %}

{% macro default__code_told_by_words(text, code_set) -%}
    (
        select nullif(min_by(coalesce(value_words.code, ''), value_words.precedence), '')
        from {{ ref('value_words') }}
        where
            value_words.code_set = '{{ code_set }}'
            and regexp_matches({{ text }}, value_words.words)
    )
{%- endmacro %}

{# Lower case, letters and digits, single spaces: how the seed value_variants is keyed. #}
{% macro plain_text(column) -%}
    trim({{ replaced(
        "replace(lower(" ~ column ~ "), '&', ' and ')", "'[^a-z0-9]+'", "' '"
    ) }})
{%- endmacro %}

{# A label without the number that a borough's own system puts before it or after it:
   "A.A2) White - British", "A1 - White-British", "White British (A1)". #}
{% macro without_local_code(column) -%}
    {{ replaced(
        column,
        "'^ *[(]?(?:[A-Za-z]{1,2}[.])?[A-Za-z]{1,2}[0-9]{1,2}(?:[.][0-9]{1,2})?"
        ~ "(?:[): >-]+)|[ (]+[A-Za-z]{1,2}[0-9]{1,2}[)]? *$'",
        "''"
    ) }}
{%- endmacro %}

{# The code that a cell begins with (after an Ofsted letter, or in brackets), ends with in
   brackets, or is. Inside a sentence it is no code: "both parents", "was C2". Two
   different codes in one cell are none. `kind` says which codes of the set. #}
{% macro code_in(column, code_set, kind) -%}
    {{ return(adapter.dispatch('code_in', 'liia')(column, code_set, kind)) }}
{%- endmacro %}

{% macro default__code_in(column, code_set, kind) -%}
    (
        select
            case
                when count(*) = 1 and bool_or(regexp_matches(
                    {{ column }},
                    '^ *(?:[a-z]{1,2}[0-9]?[)] *)?[[(]?' || codes.code || '(?:$|[^A-Za-z0-9])'
                    || '|[[(] *' || codes.code || ' *[])] *$'
                    || '|^ *(?i:' || codes.code || ') *$'
                ))
                    then max(codes.code)
            end
        from {{ ref('codes') }}
        where
            codes.code_set = '{{ code_set }}'
            and regexp_matches(codes.code, '{{ kind }}')
            and regexp_matches(
                {{ column }}, '\b' || codes.code || '\b|^ *(?i:' || codes.code || ') *$'
            )
    )
{%- endmacro %}

{# Spark lets no aggregate of a subquery see the row outside, and no subquery into a
   lambda: a function of its own (macros/engines) is given the seed as an array. #}
{% macro spark__code_told_by_words(text, code_set) -%}
    functions.code_told_by_words(
        {{ text }},
        (
            select array_agg(struct(precedence, words, code))
            from {{ ref('value_words') }}
            where code_set = '{{ code_set }}'
        )
    )
{%- endmacro %}

{% macro spark__code_in(column, code_set, kind) -%}
    functions.code_in(
        {{ column }},
        (
            select array_agg(code)
            from {{ ref('codes') }}
            where code_set = '{{ code_set }}' and regexp_like(code, '{{ kind }}')
        )
    )
{%- endmacro %}
