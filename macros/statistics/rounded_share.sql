{# A share of a whole in percent, from counts rounded to a base: Agresti and Coull's
   interval, which holds at 0 and at all, made wider by the noise of the rounding. The
   noises are the variances of the count and of the rest of the whole. #}
{% macro share_percent(part, whole) -%}
    (100.0 * {{ part }} / nullif({{ whole }}, 0))
{%- endmacro %}

{% macro rounded_share_limit(part, whole, part_noise, rest_noise, side) -%}
    (100 * least(1, greatest(0,
        {{ likely_share(part, whole) }}
        + ({{ side }}) * {{ z95() }} * sqrt(
            {{ likely_share(part, whole) }} * (1 - {{ likely_share(part, whole) }})
            / ({{ whole }} + 4)
            + (
                {{ part_noise }} * power(1 - {{ likely_share(part, whole) }}, 2)
                + {{ rest_noise }} * power({{ likely_share(part, whole) }}, 2)
            ) / nullif(power({{ whole }}, 2), 0)
        )
    )))
{%- endmacro %}

{% macro likely_share(part, whole) -%}
    (({{ part }} + 2.0) / ({{ whole }} + 4))
{%- endmacro %}
