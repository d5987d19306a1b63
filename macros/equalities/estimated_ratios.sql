{# CTEs from counts to every ratio, its interval and what kind it is, in `estimated`; true
   and protected counts go the same way. `noise` is the variance that rounding put into a
   count (0 for true ones), `fewest` the smallest count a ratio may be shown with.

   A borough's ratio is its own table's; Inner, Outer and London are pooled over their
   boroughs (Mantel-Haenszel), never the sum of their tables. #}
{% macro estimated_ratios(counts, population_counts, counts_by_age_sex, noise, fewest) -%}
{{ compared_groups(counts, population_counts) }},

{{ compared_by_age_and_sex(counts_by_age_sex) }},

{{ strata_by_area('compared', 'strata') }},

{{ strata_by_area('compared_by_age_sex', 'strata_by_age_sex') }},

{{ mantel_haenszel('strata', 'pooled', noise) }},

{{ mantel_haenszel('strata_by_age_sex', 'adjusted', noise) }},

{{ summed_tables('strata', 'tables') }},

classified as (
    select
        *,
        {{ zero_cell_correction('a', 'b', 'c', 'd') }} as added,
        {{ ratio_method('a', 'b', 'c', 'd', noise) }} as own_method
    from tables
),

with_exact as materialized (
    select
        *,
        case when own_method = 'midp' then mid_p_ratio(a, b, c, d) end as mid_p,
        case when own_method in ('midp', 'haldane_anscombe')
                then exact_ratio(a, b, c, d)
        end as exact
    from classified
),

own as (
    select
        *,
        case
            when own_method = 'midp' then mid_p.odds_ratio
            when own_method not like 'none%'
                then {{ odds_ratio('a', 'b', 'c', 'd', 'added') }}
        end as own_odds_ratio,
        case when own_method not like 'none%' then
            {{ log_odds_variance('a', 'b', 'c', 'd', 'added') }}
            + coalesce({{ rounding_variance(
                'a', 'b', 'c', 'd', 'cells', 'reference_cells', noise
            ) }}, 0)
        end as own_variance,
        case when own_method not like 'none%' then
            {{ log_risk_variance('a', 'b', 'c', 'd') }}
            + {{ rounding_variance(
                'a', 'b', 'c', 'd', 'cells', 'reference_cells', noise
            ) }}
        end as own_log_risk_variance
    from with_exact
),

chosen as (
    select
        own.*,
        own.area_code in ('INNER', 'OUTER', 'LONDON') as is_pooled,
        least(own.a, own.b, own.c, own.d) >= {{ fewest }} as is_shown,
        case
            when not is_pooled or own.own_method like 'none%' then own.own_method
            when pooled.odds_ratio is null
                then 'none: in no borough can the two groups be compared'
            else 'mantel_haenszel'
        end as ratio_method,
        case when is_pooled then pooled.odds_ratio else own.own_odds_ratio end as ratio,
        case when is_pooled then pooled.variance else own.own_variance end as variance,
        case when is_pooled then pooled.risk_ratio
            else {{ risk_ratio('own.a', 'own.b', 'own.c', 'own.d') }}
        end as likelihood_ratio,
        case when is_pooled then pooled.log_risk_variance
            else own.own_log_risk_variance
        end as likelihood_variance,
        adjusted.odds_ratio as adjusted_ratio,
        adjusted.variance as adjusted_variance,
        adjusted.mean_children as adjusted_mean_children,
        pooled.informative_strata,
        pooled.mean_children,
        pooled.cmh,
        pooled.tarone,
        pooled.breslow_day
    from own
    left join pooled on own.comparison = pooled.comparison
    left join adjusted on own.comparison = adjusted.comparison
),

told as (
    select
        *,
        ratio_method not like 'none%' as has_ratio,
        case
            when ratio_method like 'none%' then null
            when ratio_method = 'midp' then mid_p.p
            else normal_p(ln(ratio) / sqrt(variance))
        end as p_unshown
    from chosen
),

estimated as materialized (
    select
        *,
        case when has_ratio and is_shown then p_unshown end as p,
        concat_ws(
            '|', measure, time_period, ethnicity_level, reference_group,
            case when is_pooled then area_code else 'BOROUGHS' end
        ) as family
    from told
)
{%- endmacro %}

{# The boroughs' tables added up, with who is of unknown ethnicity: the counts beside a
   ratio, and for a borough its own table. #}
{% macro summed_tables(strata, name) -%}
{{ name }}_summed as (
    select
        comparison,
        measure,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        case when count(distinct denominator) = 1 then min(denominator)
            else 'official for some boroughs, modelled for others'
        end as denominator,
        sum(a) as a,
        sum(b) as b,
        sum(c) as c,
        sum(d) as d,
        sum(cells) as cells,
        sum(reference_cells) as reference_cells,
        cast(count(distinct borough_code) as bigint) as boroughs_included
    from {{ strata }}
    group by
        comparison,
        measure,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group
),

{{ name }}_unknown as (
    select
        summed.measure,
        summed.time_period,
        summed.area_code,
        case when measures.basis = 'population'
                then 100 * summed.a / nullif(summed.a + summed.c, 0)
            else 100 * (summed.a + summed.b)
                / nullif(summed.a + summed.b + summed.c + summed.d, 0)
        end as unknown_ethnicity_percent
    from {{ name }}_summed as summed
    inner join measures on summed.measure = measures.measure
    where summed.ethnic_group = 'Not known'
),

{{ name }} as (
    select
        summed.*,
        measures.basis,
        measures.caveat as measure_caveat,
        unknown.unknown_ethnicity_percent
    from {{ name }}_summed as summed
    inner join measures on summed.measure = measures.measure
    left join {{ name }}_unknown as unknown
        on
            summed.measure = unknown.measure
            and summed.time_period = unknown.time_period
            and summed.area_code = unknown.area_code
)
{%- endmacro %}

{# How a borough's ratio is had, or why there is none. Small tables take the mid-p; a
   protected count is 10 or more where its ratio is shown, so that Woolf's will do. #}
{% macro ratio_method(a, b, c, d, noise) -%}
    case
        when ethnic_group = 'Not known' then 'none: ethnicity not known is no group'
        when least({{ b }}, {{ d }}) < 0
            then 'none: more children than the population is thought to have'
        when least({{ a }} + {{ b }}, {{ c }} + {{ d }}) = 0
            then 'none: nobody in one of the two groups'
        when {{ a }} + {{ c }} = 0 then 'none: no child had the step'
        when {{ b }} + {{ d }} = 0 then 'none: every child had the step'
        when least({{ a }}, {{ b }}, {{ c }}, {{ d }}) = 0 then 'haldane_anscombe'
        {%- if noise == 0 %}
        when
            least({{ a }}, {{ b }}, {{ c }}, {{ d }}) < 5
            or {{ least_expected(a, b, c, d) }} < 5
            then 'midp'
        {%- endif %}
        else 'woolf'
    end
{%- endmacro %}
