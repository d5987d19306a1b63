{# CTEs from estimates (comparison, log_ratio, variance; a row for each borough) to one
   pool for each `comparison`, in `name`: DerSimonian and Laird. tau_squared is how much
   the boroughs' true ratios differ, i_squared the share of the spread that this is. #}
{% macro random_effects(estimates, name) -%}
{{ name }}_weighed as (
    select
        *,
        sum(log_ratio / variance) over (partition by comparison)
        / sum(1 / variance) over (partition by comparison) as fixed_mean
    from {{ estimates }}
    where log_ratio is not null and variance > 0
),

{{ name }}_spread as (
    select
        comparison,
        count(*) as estimates,
        sum(power(log_ratio - fixed_mean, 2) / variance) as q,
        sum(1 / variance) - sum(1 / (variance * variance)) / sum(1 / variance)
            as weight
    from {{ name }}_weighed
    group by comparison
),

{{ name }}_between as (
    select
        *,
        case when estimates > 1 then greatest(0, (q - (estimates - 1)) / weight) end
            as tau_squared,
        case when estimates > 1 then greatest(0, (q - (estimates - 1)) / nullif(q, 0))
        end as i_squared
    from {{ name }}_spread
),

{{ name }}_means as (
    select
        weighed.comparison,
        sum(weighed.log_ratio / (weighed.variance + between_boroughs.tau_squared))
        / sum(1 / (weighed.variance + between_boroughs.tau_squared)) as mean,
        1 / sum(1 / (weighed.variance + between_boroughs.tau_squared)) as mean_variance
    from {{ name }}_weighed as weighed
    inner join {{ name }}_between as between_boroughs
        on weighed.comparison = between_boroughs.comparison
    group by weighed.comparison
),

{{ name }} as (
    select
        between_boroughs.comparison,
        between_boroughs.estimates,
        between_boroughs.q,
        between_boroughs.tau_squared,
        between_boroughs.i_squared,
        means.mean,
        means.mean_variance,
        means.mean - {{ z95() }} * sqrt(between_boroughs.tau_squared + means.mean_variance)
            as prediction_low,
        means.mean + {{ z95() }} * sqrt(between_boroughs.tau_squared + means.mean_variance)
            as prediction_high
    from {{ name }}_between as between_boroughs
    inner join {{ name }}_means as means
        on between_boroughs.comparison = means.comparison
)
{%- endmacro %}

{# Empirical Bayes: a borough's log ratio drawn towards the mean, the more the less it
   rests on. #}
{% macro shrunken(log_ratio, variance, tau_squared, mean) -%}
    (
        ({{ tau_squared }} * {{ log_ratio }} + {{ variance }} * {{ mean }})
        / ({{ tau_squared }} + {{ variance }})
    )
{%- endmacro %}

{# Its variance, that of the mean it is drawn to included. #}
{% macro shrunken_variance(variance, tau_squared, mean_variance) -%}
    (
        {{ tau_squared }} * {{ variance }} / ({{ tau_squared }} + {{ variance }})
        + power({{ variance }} / ({{ tau_squared }} + {{ variance }}), 2)
        * {{ mean_variance }}
    )
{%- endmacro %}
