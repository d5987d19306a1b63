{# CTEs from figures to the limits of each borough's funnel, in `limits`: as shares, or as
   rates per child. Chance makes the inner limits; the ordinary spread of boroughs beyond
   chance (additive random effects) widens them, never narrows. `noise` is the variance
   that rounding put into a figure. #}
{% macro benchmark_limits(figures, noise) -%}
centred as (
    select
        *,
        sum(numerator) over london / nullif(sum(denominator) over london, 0) as centre
    from {{ figures }}
    where denominator > 0
    window london as (partition by measure, time_period)
),

expected as (
    select
        *,
        denominator * centre as expected_with,
        denominator * (1 - centre) as expected_without
    from centred
),

-- A deviation is told on the scale of the limits; where few are expected it is no measure
-- of how far boroughs lie apart.
deviations as (
    select
        *,
        concat_ws('|', measure, time_period) as comparison,
        case
            when centre <= 0 or (is_share and centre >= 1) then null
            when is_share
                then 1 / expected_with + 1 / expected_without + {{ noise }} * (
                    1 / power(expected_with, 2) + 1 / power(expected_without, 2)
                )
            else 1 / expected_with + {{ noise }} / power(expected_with, 2)
        end as variance,
        case
            when centre <= 0 or expected_with < 5 then null
            when not is_share then ln((numerator + 0.5) / (expected_with + 0.5))
            when centre < 1 and expected_without >= 5
                then ln((numerator + 0.5) / (denominator - numerator + 0.5))
                    - ln(centre / (1 - centre))
        end as deviation
    from expected
),

{{ overdispersion('deviations', 'spread') }},

widened as materialized (
    select
        deviations.*,
        spread.boroughs_weighed,
        spread.overdispersion,
        spread.tau_squared,
        deviations.variance + spread.tau_squared as whole_variance,
        {{ chance_limit('is_share', 'denominator', 'centre', 'expected_with', 0.001) }}
            as chance_low_998,
        {{ chance_limit('is_share', 'denominator', 'centre', 'expected_with', 0.025) }}
            as chance_low_95,
        {{ chance_limit('is_share', 'denominator', 'centre', 'expected_with', 0.975) }}
            as chance_high_95,
        {{ chance_limit('is_share', 'denominator', 'centre', 'expected_with', 0.999) }}
            as chance_high_998
    from deviations
    left join spread on deviations.comparison = spread.comparison
),

limits as (
    select
        *,
        least(chance_low_95, {{ spread_limit(
            'is_share', 'centre', 'whole_variance', '-' ~ z95()
        ) }}) as limit_low_95,
        greatest(chance_high_95, {{ spread_limit(
            'is_share', 'centre', 'whole_variance', z95()
        ) }}) as limit_high_95,
        least(chance_low_998, {{ spread_limit(
            'is_share', 'centre', 'whole_variance', '-' ~ z998()
        ) }}) as limit_low_998,
        greatest(chance_high_998, {{ spread_limit(
            'is_share', 'centre', 'whole_variance', z998()
        ) }}) as limit_high_998
    from widened
)
{%- endmacro %}
