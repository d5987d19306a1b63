{# The rows of a source but those of children whose processing is restricted. Every
   staging model reads through this and nothing else: there is no second way in. #}
{% macro unrestricted(return_name, table_name) -%}
select arrived.*
    from {{ source(return_name, table_name) }} as arrived
    anti join {{ source('register', 'restrictions') }} as restricted
        on arrived.child_id = restricted.child_id
{%- endmacro %}
