{# How many times as likely: the share with the step in the group over that in the
   reference. Null where either has nobody, or nobody with the step. #}
{% macro risk_ratio(a, b, c, d) -%}
    (
        nullif({{ a }}, 0) * ({{ c }} + {{ d }})
        / nullif(nullif({{ c }}, 0) * ({{ a }} + {{ b }}), 0)
    )
{%- endmacro %}

{# Katz: variance of the log risk ratio. #}
{% macro log_risk_variance(a, b, c, d) -%}
    (
        1.0 / nullif({{ a }}, 0) - 1.0 / nullif({{ a }} + {{ b }}, 0)
        + 1.0 / nullif({{ c }}, 0) - 1.0 / nullif({{ c }} + {{ d }}, 0)
    )
{%- endmacro %}
