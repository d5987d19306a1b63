{# CTEs from strata to one pooled ratio for each `comparison`, in `name`. A stratum is a
   2x2 table of doubles: comparison, a, b, c, d, cells, reference_cells (figures that were
   rounded to make a row of it). Nothing is ever added to a cell; strata with an empty
   margin tell nothing and are left out.

   Mantel-Haenszel odds ratio with the variance of Robins, Breslow and Greenland; the
   pooled risk ratio of Greenland and Robins; Cochran-Mantel-Haenszel with and without
   correction; Breslow-Day and Tarone for whether the strata agree. #}
{% macro mantel_haenszel(strata, name, noise=0) -%}
{{ name }}_informative as (
    select
        *,
        a + b as n1,
        c + d as n0,
        a + c as m,
        b + d as m0,
        a + b + c + d as n
    from {{ strata }}
    where
        a + b > 0
        and c + d > 0
        and a + c > 0
        and b + d > 0
),

{{ name }}_sums as (
    select
        comparison,
        count(*) as informative_strata,
        sum(n) / count(*) as mean_children,
        sum(a * d / n) as r,
        sum(b * c / n) as s,
        sum((a + d) / n * (a * d / n)) as pr,
        sum((a + d) / n * (b * c / n) + (b + c) / n * (a * d / n)) as ps_qr,
        sum((b + c) / n * (b * c / n)) as qs,
        sum(a * n0 / n) as risk_r,
        sum(c * n1 / n) as risk_s,
        sum((m * n1 * n0 - a * c * n) / (n * n)) as risk_variance,
        sum(a - n1 * m / n) as deviation,
        sum(n1 * n0 / n * (m / n) * (m0 / (n - 1))) as deviation_variance
    from {{ name }}_informative
    group by comparison
),

-- A pooled ratio of nought or of infinity is none.
{{ name }}_ratios as (
    select
        *,
        case when least(r, s) > 0 then r / s end as odds_ratio,
        case when least(r, s) > 0 then
            pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s)
        end as variance,
        risk_r / nullif(risk_s, 0) as risk_ratio,
        risk_variance / nullif(risk_r * risk_s, 0) as log_risk_variance,
        deviation * deviation / nullif(deviation_variance, 0) as cmh,
        power(greatest(0, abs(deviation) - 0.5), 2) / nullif(deviation_variance, 0)
            as cmh_corrected
    from {{ name }}_sums
),

-- The count that each stratum would have at the pooled ratio: the root in range of
-- (1 - psi) e^2 + (n0 - m + psi (n1 + m)) e - psi n1 m = 0, in the form that neither
-- cancels nor divides by 1 - psi. Beside it, how far each cell moves the pooled ratio.
{{ name }}_fitted as (
    select
        strata.*,
        ratios.r,
        ratios.s,
        case
            when {{ breslow_day_linear() }} >= 0
                then 2 * ratios.odds_ratio * strata.n1 * strata.m / (
                    {{ breslow_day_linear() }} + sqrt({{ breslow_day_root() }})
                )
            else (sqrt({{ breslow_day_root() }}) - {{ breslow_day_linear() }})
                / (2 * nullif(1 - ratios.odds_ratio, 0))
        end as e
    from {{ name }}_informative as strata
    inner join {{ name }}_ratios as ratios on strata.comparison = ratios.comparison
    where ratios.odds_ratio is not null
),

{{ name }}_moved as (
    select
        comparison,
        a - e as off,
        1 / (
            1 / nullif(e, 0) + 1 / nullif(n1 - e, 0)
            + 1 / nullif(m - e, 0) + 1 / nullif(n0 - m + e, 0)
        ) as v,
        {{ noise }} * (
            least(cells, a) * power(d * (n - a) / (n * n * r) + b * c / (n * n * s), 2)
            + least(cells, b) * power(a * d / (n * n * r) + c * (n - b) / (n * n * s), 2)
            + least(reference_cells, c)
            * power(a * d / (n * n * r) + b * (n - c) / (n * n * s), 2)
            + least(reference_cells, d)
            * power(a * (n - d) / (n * n * r) + b * c / (n * n * s), 2)
        ) as noise_variance
    from {{ name }}_fitted
),

{{ name }}_homogeneity as (
    select
        comparison,
        sum(noise_variance) as noise_variance,
        sum(off * off / v) as breslow_day,
        sum(off * off / v) - power(sum(off), 2) / nullif(sum(v), 0) as tarone
    from {{ name }}_moved
    group by comparison
),

{{ name }} as (
    select
        ratios.comparison,
        ratios.informative_strata,
        ratios.mean_children,
        ratios.odds_ratio,
        ln(ratios.odds_ratio) as log_odds_ratio,
        ratios.variance + homogeneity.noise_variance as variance,
        ratios.risk_ratio,
        ratios.log_risk_variance + homogeneity.noise_variance as log_risk_variance,
        ratios.cmh,
        ratios.cmh_corrected,
        case when ratios.informative_strata > 1 then homogeneity.breslow_day end
            as breslow_day,
        case when ratios.informative_strata > 1 then homogeneity.tarone end as tarone
    from {{ name }}_ratios as ratios
    left join {{ name }}_homogeneity as homogeneity
        on ratios.comparison = homogeneity.comparison
)
{%- endmacro %}

{% macro breslow_day_linear() -%}
    (strata.n0 - strata.m + ratios.odds_ratio * (strata.n1 + strata.m))
{%- endmacro %}

{% macro breslow_day_root() -%}
    (
        power({{ breslow_day_linear() }}, 2)
        + 4 * (1 - ratios.odds_ratio) * ratios.odds_ratio * strata.n1 * strata.m
    )
{%- endmacro %}
