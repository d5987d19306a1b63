{#            with     without
    group       a         b       Doubles throughout: integers overflow from 65,536
    reference   c         d       squared. `added` is 0, or the half that Haldane and
                                  Anscombe add to all four when one of them is zero.
                                  Null, never infinite, where a zero leaves no ratio.  #}
{% macro odds_ratio(a, b, c, d, added=0) -%}
    (
        (({{ a }} + {{ added }}) * ({{ d }} + {{ added }}))
        / nullif(({{ b }} + {{ added }}) * ({{ c }} + {{ added }}), 0)
    )
{%- endmacro %}

{% macro log_odds_ratio(a, b, c, d, added=0) -%}
    (
        {{ log_of_count(a, added) }} + {{ log_of_count(d, added) }}
        - {{ log_of_count(b, added) }} - {{ log_of_count(c, added) }}
    )
{%- endmacro %}

{% macro log_of_count(count, added) -%}
    ln(nullif(greatest({{ count }} + {{ added }}, 0), 0))
{%- endmacro %}

{# Woolf's variance of the log odds ratio. #}
{% macro log_odds_variance(a, b, c, d, added=0) -%}
    (
        1.0 / nullif({{ a }} + {{ added }}, 0) + 1.0 / nullif({{ b }} + {{ added }}, 0)
        + 1.0 / nullif({{ c }} + {{ added }}, 0) + 1.0 / nullif({{ d }} + {{ added }}, 0)
    )
{%- endmacro %}

{# Only when a cell is zero; the method then says so. #}
{% macro zero_cell_correction(a, b, c, d) -%}
    (case when least({{ a }}, {{ b }}, {{ c }}, {{ d }}) = 0 then 0.5 else 0 end)
{%- endmacro %}

{# The smallest count that the margins alone would lead one to expect. #}
{% macro least_expected(a, b, c, d) -%}
    (
        least({{ a }} + {{ b }}, {{ c }} + {{ d }})
        * least({{ a }} + {{ c }}, {{ b }} + {{ d }})
        / nullif({{ a }} + {{ b }} + {{ c }} + {{ d }}, 0)
    )
{%- endmacro %}

{# z of a 95 % interval. #}
{% macro z95() %}1.959963984540054{% endmacro %}

{# A limit of a ratio, `side` -1 or 1, from its logarithm and the variance of that. #}
{% macro ratio_limit(log_ratio, variance, side) -%}
    exp({{ log_ratio }} + ({{ side }}) * {{ z95() }} * sqrt({{ variance }}))
{%- endmacro %}
