{#            with     without
    group       a         b       When any cell is zero, half is added to all four
    reference   c         d       (Haldane-Anscombe), and the method says so. Doubles
                                  throughout: integers overflow from 65,536 squared.   #}
{% macro odds_ratio(a, b, c, d) -%}
    {%- set k = zero_cell_correction(a, b, c, d) -%}
    (({{ a }} + {{ k }}) * ({{ d }} + {{ k }}))
    / (({{ b }} + {{ k }}) * ({{ c }} + {{ k }}))
{%- endmacro %}

{# Woolf's variance of the log odds ratio. #}
{% macro log_odds_variance(a, b, c, d) -%}
    {%- set k = zero_cell_correction(a, b, c, d) -%}
    1.0 / ({{ a }} + {{ k }}) + 1.0 / ({{ b }} + {{ k }})
    + 1.0 / ({{ c }} + {{ k }}) + 1.0 / ({{ d }} + {{ k }})
{%- endmacro %}

{# What rounding adds. A figure x is off by noise of variance x(5 - x) below five, about 4
   above: never more than 4x. A published count is a sum of so many figures; nothing bounds
   the sum yet, so its noise is 4 for each of them, or 4 for each child if those are fewer
   (most figures of a small group are true zeros, which do not move). #}
{% macro rounding_variance(a, b, c, d, cells, reference_cells) -%}
    4.0 * (
        least({{ cells }}, {{ a }}) / power({{ a }}, 2)
        + least({{ cells }}, {{ b }}) / power({{ b }}, 2)
        + least({{ reference_cells }}, {{ c }}) / power({{ c }}, 2)
        + least({{ reference_cells }}, {{ d }}) / power({{ d }}, 2)
    )
{%- endmacro %}

{% macro zero_cell_correction(a, b, c, d) -%}
    (case when least({{ a }}, {{ b }}, {{ c }}, {{ d }}) = 0 then 0.5 else 0 end)
{%- endmacro %}

{# z of a 95 % interval. #}
{% macro z95() %}1.959963984540054{% endmacro %}
