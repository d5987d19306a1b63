{# A coded cell as its code: a variant we know (labels, letters), otherwise the code
   anywhere in the cell, as in "q) 6: Police". Codes and variants are seeds; the shape of
   a code, which finds it in a cell, is here. #}
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
        'reason_ceased': '(E4[AB]|E[0-9]{1,2}|X1)',
    } -%}
    coalesce(
        (
            select max(value_variants.code)
            from {{ ref('value_variants') }}
            where
                value_variants.code_set = '{{ code_set }}'
                and value_variants.variant = {{ plain_text(column) }}
        ){% if code_set in shapes %},
        (
            select max(codes.code)
            from {{ ref('codes') }}
            where
                codes.code_set = '{{ code_set }}'
                and codes.code = {{ code_in(column, shapes[code_set]) }}
        ){% endif %}
    )
{%- endmacro %}

{# Lower case, letters and digits, single spaces: how the seed value_variants is keyed. #}
{% macro plain_text(column) -%}
    trim(regexp_replace(lower({{ column }}), '[^a-z0-9]+', ' ', 'g'))
{%- endmacro %}

{% macro code_in(column, shape) -%}
    regexp_extract(upper({{ column }}), '(?:^|[^A-Z0-9]){{ shape }}(?:$|[^A-Z0-9])', 1)
{%- endmacro %}
