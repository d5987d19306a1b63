{# A coded cell as its code: a variant we know (labels, letters), or the code it begins
   or ends with, as in "q) 6: Police", or a variant after a number of the borough's own.
   Codes and variants are seeds; the shape of a code, which finds it in a cell, is here. #}
{% macro coded(column, code_set) -%}
    {%- set shapes = {
        'ethnicity': '([A-Z]{4})',
        'referral_source': '([1-3][A-F]|5[A-D]|10|[46-9])',
        'need': '(N[0-9])',
        'closure_reason': '(RC[0-9])',
        'abuse_category': '(NEG|PHY|SAB|EMO|MUL)',
        'legal_status': '([CDEJLV][1-4])',
        'placement_type': '([AHKPRSTUZ][0-9]{1,2})',
        'placement_provider': '(PR[0-5])',
        'reason_new_episode': '([SLPTBU])',
        'reason_placement_change': '([A-Z]{5,6})',
        'reason_placed_ceased': '(RD[1-4])',
        'reason_ceased': '(E4[AB]|E[0-9]{1,2}|X1)',
    } -%}
    coalesce(
        {{ variant_of(plain_text(column), code_set) }}
        {%- if code_set in shapes %},
        (
            select max(codes.code)
            from {{ ref('codes') }}
            where
                codes.code_set = '{{ code_set }}'
                and codes.code = {{ code_in(column, shapes[code_set]) }}
        ){% endif %},
        {{ variant_of(plain_text(without_local_code(column)), code_set) }}
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

{# Lower case, letters and digits, single spaces: how the seed value_variants is keyed. #}
{% macro plain_text(column) -%}
    trim(regexp_replace(
        replace(lower({{ column }}), '&', ' and '), '[^a-z0-9]+', ' ', 'g'
    ))
{%- endmacro %}

{# A label without the number that a borough's own system puts before it or after it:
   "A.A2) White - British", "A1 - White-British", "White British (A1)". #}
{% macro without_local_code(column) -%}
    regexp_replace(
        {{ column }},
        '^ *[(]?(?:[A-Za-z]{1,2}[.])?[A-Za-z]{1,2}[0-9]{1,2}(?:[.][0-9]{1,2})?(?:[): >-]+)'
        || '|[ (]+[A-Za-z]{1,2}[0-9]{1,2}[)]? *$',
        '',
        'g'
    )
{%- endmacro %}

{# The code that a cell begins with (after an Ofsted letter, or in brackets), or ends with
   in brackets. Inside a sentence it is no code: "both parents", "Year 9", "was C2". Two
   different codes in one cell are none. #}
{% macro code_in(column, shape) -%}
    case
        when len(list_distinct(
            regexp_extract_all({{ column }}, '\b{{ shape }}\b', 1)
        )) = 1
            then coalesce(
                nullif(regexp_extract(
                    {{ column }},
                    '^ *(?:[a-z]{1,2}[0-9]?[)] *)?[[(]?{{ shape }}(?:$|[^A-Za-z0-9])', 1
                ), ''),
                nullif(regexp_extract({{ column }}, '[[(] *{{ shape }} *[])] *$', 1), '')
            )
        else upper(nullif(regexp_extract({{ column }}, '^ *(?i:{{ shape }}) *$', 1), ''))
    end
{%- endmacro %}
