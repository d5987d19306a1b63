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

{# What rounding adds: each rounded figure is off by noise of variance 4 (base 5), and a
   published count is a sum of so many of them. Nothing bounds the sum yet, so the interval
   must bear it all. #}
{% macro rounding_variance(a, b, c, d, cells, reference_cells) -%}
    4.0 * (
        {{ cells }} * (1.0 / power({{ a }}, 2) + 1.0 / power({{ b }}, 2))
        + {{ reference_cells }} * (1.0 / power({{ c }}, 2) + 1.0 / power({{ d }}, 2))
    )
{%- endmacro %}

{% macro zero_cell_correction(a, b, c, d) -%}
    (case when least({{ a }}, {{ b }}, {{ c }}, {{ d }}) = 0 then 0.5 else 0 end)
{%- endmacro %}

{# z of a 95 % interval. #}
{% macro z95() %}1.959963984540054{% endmacro %}
