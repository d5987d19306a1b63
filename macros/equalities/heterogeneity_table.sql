{# CTEs from counts to how far the boroughs of an area agree, in `heterogeneity_table`. #}
{% macro heterogeneity_table(counts, population_counts, noise, fewest) -%}
{{ compared_groups(counts, population_counts) }},

{{ strata_by_area('compared', 'strata') }},

pooled_strata as (
    select * from strata
    where
        area_code in ('INNER', 'OUTER', 'LONDON')
        and ethnic_group != 'Not known'
        and least(b, d) >= 0
),

{{ summed_tables('pooled_strata', 'tables') }},

{{ mantel_haenszel('pooled_strata', 'pooled', noise) }},

corrected as (
    select
        *,
        {{ zero_cell_correction('a', 'b', 'c', 'd') }} as added
    from pooled_strata
    where
        least(a + b, c + d, a + c, b + d) > 0
        and least(a, b, c, d) >= {{ fewest }}
),

borough_estimates as (
    select
        comparison,
        {{ log_odds_ratio('a', 'b', 'c', 'd', 'added') }} as log_ratio,
        {{ log_odds_variance('a', 'b', 'c', 'd', 'added') }}
        + coalesce({{ rounding_variance(
            'a', 'b', 'c', 'd', 'cells', 'reference_cells', noise
        ) }}, 0) as variance
    from corrected
),

{{ random_effects('borough_estimates', 'spread') }},

together as (
    select
        tables.*,
        pooled.informative_strata,
        pooled.mean_children,
        pooled.odds_ratio as pooled_ratio,
        pooled.variance as pooled_variance,
        pooled.cmh,
        pooled.tarone,
        spread.estimates,
        spread.tau_squared,
        spread.i_squared,
        spread.mean,
        spread.mean_variance,
        spread.prediction_low as log_prediction_low,
        spread.prediction_high as log_prediction_high,
        least(tables.a, tables.b, tables.c, tables.d) >= {{ fewest }}
        and pooled.odds_ratio is not null as may_show,
        pooled.mean_children < 20 as is_sparse
    from tables
    left join pooled on tables.comparison = pooled.comparison
    left join spread on tables.comparison = spread.comparison
),

heterogeneity_table as (
    select
        measure,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        boroughs_included,
        coalesce(estimates, 0) as boroughs_compared,
        case when may_show then pooled_ratio end as odds_ratio,
        case when may_show then {{ ratio_limit('ln(pooled_ratio)', 'pooled_variance', -1) }}
        end as ci_low,
        case when may_show then {{ ratio_limit('ln(pooled_ratio)', 'pooled_variance', 1) }}
        end as ci_high,
        case when may_show then {{ odds_ratio('a', 'b', 'c', 'd') }} end
            as crude_odds_ratio,
        case when may_show then chi_squared_p(cmh, 1) end as association_p,
        case when may_show then exp(mean) end as average_odds_ratio,
        case when may_show then {{ ratio_limit('mean', 'mean_variance', -1) }} end
            as average_low,
        case when may_show then {{ ratio_limit('mean', 'mean_variance', 1) }} end
            as average_high,
        case when may_show then tau_squared end as tau_squared,
        case when may_show then 100 * i_squared end as i_squared_percent,
        case when may_show and estimates > 1 then exp(log_prediction_low) end
            as another_borough_low,
        case when may_show and estimates > 1 then exp(log_prediction_high) end
            as another_borough_high,
        case when may_show and not is_sparse and informative_strata > 1
                then chi_squared_p(tarone, informative_strata - 1)
        end as agreement_p,
        case
            when not may_show and {{ fewest }} > 0 then 'none: a count is too small to show'
            when not may_show then 'none: in no borough can the two groups be compared'
            when informative_strata < 2 then 'one borough cannot disagree with itself'
            when is_sparse then 'too few children in a borough to say whether they agree'
            when chi_squared_p(tarone, informative_strata - 1) < 0.05
                then 'the boroughs differ by more than chance'
            else 'the boroughs differ by no more than chance would'
        end as agreement,
        denominator,
        unknown_ethnicity_percent
    from together
)
{%- endmacro %}
