{# CTEs from rows with `p` and `family` to the same rows with `false_discovery_rate`, in
   `name`: the share of false findings, were this p and all smaller ones of its family
   called findings (Benjamini and Hochberg). A row without p is nobody's comparison. #}
{% macro benjamini_hochberg(rows, name) -%}
{{ name }}_ranked as (
    select
        *,
        count(p) over (partition by family) as comparisons,
        row_number() over (partition by family order by p nulls last) as p_rank
    from {{ rows }}
),

{{ name }} as (
    select
        *,
        case when p is not null then least(1.0, min(p * comparisons / p_rank) over (
            partition by family
            order by p_rank desc
            rows between unbounded preceding and current row
        )) end as false_discovery_rate
    from {{ name }}_ranked
)
{%- endmacro %}
