{# CTEs from counts to the table of odds ratios, in `odds_ratio_table`: what is published
   and what LIIA's analysts see differ in the counts that they are of, and in nothing else. #}
{% macro odds_ratio_table(counts, population_counts, counts_by_age_sex, noise, fewest) -%}
{{ estimated_ratios(counts, population_counts, counts_by_age_sex, noise, fewest) }},

{{ benjamini_hochberg('estimated', 'corrected') }},

-- What the boroughs have in common, to which each is drawn.
borough_estimates as (
    select
        concat_ws('|', measure, time_period, ethnicity_level, ethnic_group, reference_group)
            as comparison,
        {{ log_odds_ratio('a', 'b', 'c', 'd', 'added') }} as log_ratio,
        own_variance as variance
    from estimated
    where
        not is_pooled
        and has_ratio
        and is_shown
),

{{ random_effects('borough_estimates', 'london') }},

limited as (
    select
        corrected.*,
        has_ratio and is_shown as may_show,
        case
            when is_pooled or london.tau_squared is null then null
            else {{ shrunken(
                log_odds_ratio('a', 'b', 'c', 'd', 'added'), 'own_variance',
                'london.tau_squared', 'london.mean'
            ) }}
        end as log_shrunken,
        {{ shrunken_variance('own_variance', 'london.tau_squared', 'london.mean_variance') }}
            as shrunken_variance,
        case when ratio_method = 'midp' then mid_p.ci_low
            else {{ ratio_limit('ln(ratio)', 'variance', -1) }}
        end as low,
        case when ratio_method = 'midp' then mid_p.ci_high
            else {{ ratio_limit('ln(ratio)', 'variance', 1) }}
        end as high,
        {{ noise }} * least(cells, a) as count_noise
    from corrected
    left join london
        on london.comparison = concat_ws(
            '|', corrected.measure, corrected.time_period, corrected.ethnicity_level,
            corrected.ethnic_group, corrected.reference_group
        )
),

-- Brothers and sisters are referred together: half as much variance again.
with_siblings as (
    select
        *,
        {{ ratio_limit('ln(ratio)', '1.5 * power(ln(high / low) / (2 * ' ~ z95() ~ '), 2)', -1) }}
            as sibling_low,
        {{ ratio_limit('ln(ratio)', '1.5 * power(ln(high / low) / (2 * ' ~ z95() ~ '), 2)', 1) }}
            as sibling_high
    from limited
),

odds_ratio_table as (
    select
        measure,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        a as children_with,
        b as children_without,
        c as reference_with,
        d as reference_without,
        case when may_show then ratio end as odds_ratio,
        case when may_show then low end as ci_low,
        case when may_show then {{ finite('high') }} end as ci_high,
        case
            when has_ratio and not is_shown then 'none: a count is too small to show'
            else ratio_method
        end as ratio_method,
        case when may_show then {{ odds_ratio('a', 'b', 'c', 'd') }} end
            as crude_odds_ratio,
        case when may_show then exact.ci_low end as exact_low,
        case when may_show then {{ finite('exact.ci_high') }} end as exact_high,
        case when may_show then exact.p end as exact_p,
        case when may_show then adjusted_ratio end as adjusted_odds_ratio,
        case when may_show then
            {{ ratio_limit('ln(adjusted_ratio)', 'adjusted_variance', -1) }}
        end as adjusted_low,
        case when may_show then
            {{ ratio_limit('ln(adjusted_ratio)', 'adjusted_variance', 1) }}
        end as adjusted_high,
        case when may_show then exp(log_shrunken) end as shrunken_odds_ratio,
        case when may_show then
            {{ ratio_limit('log_shrunken', 'shrunken_variance', -1) }}
        end as shrunken_low,
        case when may_show then
            {{ ratio_limit('log_shrunken', 'shrunken_variance', 1) }}
        end as shrunken_high,
        case when may_show then likelihood_ratio end as risk_ratio,
        case when may_show then
            {{ ratio_limit('ln(likelihood_ratio)', 'likelihood_variance', -1) }}
        end as risk_ratio_low,
        case when may_show then
            {{ ratio_limit('ln(likelihood_ratio)', 'likelihood_variance', 1) }}
        end as risk_ratio_high,
        case when basis = 'population' and b >= 0 and a >= {{ fewest }} then
            {{ rate_per('a', '(a + b)') }}
        end as rate_per_10000,
        case when basis = 'population' and b >= 0 and a >= {{ fewest }} then
            {{ rate_per(
                'greatest(0, a - sqrt(power(a - ' ~ count_low('a') ~ ', 2) + power('
                ~ z95() ~ ', 2) * count_noise))', '(a + b)'
            ) }}
        end as rate_low,
        case when basis = 'population' and b >= 0 and a >= {{ fewest }} then
            {{ rate_per(
                '(a + sqrt(power(' ~ count_high('a') ~ ' - a, 2) + power('
                ~ z95() ~ ', 2) * count_noise))', '(a + b)'
            ) }}
        end as rate_high,
        case when may_show then sibling_low end as sibling_low,
        case when may_show then {{ finite('sibling_high') }} end as sibling_high,
        case when may_show then coalesce(sibling_low > 1 or sibling_high < 1, false) end
            as is_different,
        case
            when not may_show then 'none'
            when false_discovery_rate < 0.01 then 'under 1 in 100'
            when false_discovery_rate < 0.05 then 'under 1 in 20'
            else '1 in 20 or more'
        end as false_discovery_band,
        case
            when not may_show then 'z'
            when least(a, b, c, d) >= 30 then 'A'
            when least(a, b, c, d) >= 10 then 'B'
            else 'C'
        end as reliability,
        unknown_ethnicity_percent,
        boroughs_included,
        denominator,
        {{ caveats() }} as caveats
    from with_siblings
)
{%- endmacro %}

{# No limit is better than an infinite one. #}
{% macro finite(number) -%}
    case when isfinite({{ number }}) then {{ number }} end
{%- endmacro %}

{# What must be said with every ratio, and what with this one. #}
{% macro caveats() -%}
    (
        concat_ws(
            '. ',
            'It describes and does not explain: deprivation, which is not held, carries much of '
            || 'the difference between ethnic groups',
            'Brothers and sisters are referred together, so the interval is too narrow',
            measure_caveat,
            case when basis = 'population'
                    then 'Population: ' || denominator
            end,
            case when is_pooled
                    then 'Pooled over ' || cast(boroughs_included as varchar)
                    || ' of 33 boroughs; a child known to two boroughs counts in both'
            end,
            case when unknown_ethnicity_percent > 10
                    then 'Ethnicity is not known for over 10 in 100 children'
            end,
            case when basis = 'population' and ethnic_group in ('WIRT', 'WROM')
                    then 'Unreliable: the population of Gypsy, Roma and Traveller children is '
                    || 'undercounted'
            end
        ) || '.'
    )
{%- endmacro %}
