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

{# What rounding to base 5 adds: each published count is off by noise of variance 4, and
   b and d are differences of two published counts. #}
{% macro rounding_variance(a, b, c, d) -%}
    4.0 * (
        power(1.0 / {{ a }} + 1.0 / {{ b }}, 2) + power(1.0 / {{ b }}, 2)
        + power(1.0 / {{ c }} + 1.0 / {{ d }}, 2) + power(1.0 / {{ d }}, 2)
    )
{%- endmacro %}

{% macro zero_cell_correction(a, b, c, d) -%}
    (case when least({{ a }}, {{ b }}, {{ c }}, {{ d }}) = 0 then 0.5 else 0 end)
{%- endmacro %}

{# z of a 95 % interval. #}
{% macro z95() %}1.959963984540054{% endmacro %}
