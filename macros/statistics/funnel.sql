{# Limits of a funnel: where a borough's figure would lie by chance alone, were its true
   one London's (`centre`); `expected` is how many that would be. Exact, interpolated
   between counts (Spiegelhalter). `tail` is the share below the limit. #}
{% macro chance_limit(is_share, denominator, centre, expected, tail) -%}
    case
        when {{ is_share }} then binomial_limit({{ denominator }}, {{ centre }}, {{ tail }})
        else poisson_limit({{ expected }}, {{ tail }}) / nullif({{ denominator }}, 0)
    end
{%- endmacro %}

{# The same, were boroughs' true figures spread about London's: on the scale of log odds
   (shares) or logarithms (rates), `z` deviations of variance. A rate has no bound on that
   scale where next to nobody is expected: its limit ends at every child. #}
{% macro spread_limit(is_share, centre, variance, z) -%}
    case
        when {{ is_share }}
            then 1 / (
                1 + (1 - {{ centre }}) / nullif({{ centre }}, 0)
                * exp(-({{ z }}) * sqrt({{ variance }}))
            )
        when {{ centre }} * exp(({{ z }}) * sqrt({{ variance }})) > 1 then 1
        else {{ centre }} * exp(({{ z }}) * sqrt({{ variance }}))
    end
{%- endmacro %}

{# z of 99.8 %. #}
{% macro z998() %}3.090232306167813{% endmacro %}

{# Mean square of a standard normal's 33 draws, the lowest and highest tenth drawn in to
   the tenth from the end: what overdispersion is measured against. #}
{% macro winsorised_square() %}0.69{% endmacro %}

{# CTEs from deviations (comparison, deviation, variance; a row for each borough) to one
   row for each `comparison`, in `name`: how far apart the boroughs' true figures are
   (tau_squared), beyond chance. The outlying tenth at each end is drawn in, so that those
   whom a funnel is to find do not widen it. #}
{% macro overdispersion(deviations, name) -%}
{{ name }}_scored as (
    select
        *,
        deviation / sqrt(variance) as z
    from {{ deviations }}
    where deviation is not null and variance > 0
),

{{ name }}_tenths as (
    select
        comparison,
        quantile_cont(z, 0.1) as lowest,
        quantile_cont(z, 0.9) as highest
    from {{ name }}_scored
    group by comparison
),

{{ name }}_squared as (
    select
        scored.comparison,
        count(*) as boroughs_weighed,
        avg(power(least(greatest(scored.z, tenths.lowest), tenths.highest), 2))
        / {{ winsorised_square() }} as overdispersion,
        sum(1 / scored.variance) as weight,
        sum(1 / power(scored.variance, 2)) as squared_weight
    from {{ name }}_scored as scored
    inner join {{ name }}_tenths as tenths on scored.comparison = tenths.comparison
    group by scored.comparison
),

{{ name }} as (
    select
        comparison,
        boroughs_weighed,
        overdispersion,
        greatest(0, coalesce(
            (boroughs_weighed * overdispersion - (boroughs_weighed - 1))
            / nullif(weight - squared_weight / weight, 0), 0
        )) as tau_squared
    from {{ name }}_squared
)
{%- endmacro %}
