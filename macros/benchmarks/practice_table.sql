{# CTEs from totals to what came of each registered change of practice, in
   `practice_table`: how the borough's figure moved against how the others' did
   (difference in differences, on the scale of log odds or logarithms). The interval bears
   how differently boroughs move in any case, which is most of it. #}
{% macro practice_table(totals, noise) -%}
{{ benchmark_figures(totals) }},

entries as (
    select
        *,
        year({{ financial_year_start('starts_on') }}) - 1 as last_year_before,
        year({{ financial_year_start('starts_on') }})
        + case when {{ financial_year_start('starts_on') }} = starts_on then 0 else 1 end
            as first_year_after
    from {{ ref('int_practice_register') }}
),

figures_of_years as (
    select
        *,
        {{ start_year('time_period') }} as start_year
    from figures
    where denominator > 0
),

-- Up to three whole years before; the year in which a change begins is neither.
phases as (
    select
        entries.practice,
        entries.measure,
        'effect' as comparison_kind,
        years.time_period,
        entries.last_year_before - 2 as first_before,
        entries.last_year_before as last_before,
        years.start_year as year_after
    from entries
    inner join (
        select distinct
            measure,
            time_period,
            start_year
        from figures_of_years
    ) as years
        on
            entries.measure = years.measure
            and entries.first_year_after <= years.start_year
    where entries.is_accepted
    union all
    select
        practice,
        measure,
        'before' as comparison_kind,
        'before' as time_period,
        last_year_before - 2 as first_before,
        last_year_before - 1 as last_before,
        last_year_before as year_after
    from entries
    where is_accepted
),

summed as (
    select
        phases.practice,
        phases.measure,
        phases.comparison_kind,
        phases.time_period,
        figures_of_years.borough_code,
        any_value(figures_of_years.is_share) as is_share,
        any_value(figures_of_years.per) as per,
        {{ sums_of_phase('start_year between phases.first_before and phases.last_before',
            'before') }},
        {{ sums_of_phase('start_year = phases.year_after', 'after') }}
    from phases
    inner join figures_of_years on phases.measure = figures_of_years.measure
    group by
        phases.practice,
        phases.measure,
        phases.comparison_kind,
        phases.time_period,
        figures_of_years.borough_code
),

moved as (
    select
        *,
        concat_ws('|', practice, comparison_kind, time_period) as comparison,
        {{ level_of('after') }} - {{ level_of('before') }} as log_ratio,
        {{ variance_of('after', noise) }} + {{ variance_of('before', noise) }} as variance
    from summed
    where years_before > 0 and years_after > 0
),

-- Who changed the same thing on purpose does not tell how others move.
others as (
    select moved.*
    from moved
    anti join entries
        on
            moved.measure = entries.measure
            and moved.borough_code = entries.borough_code
),

{{ random_effects('others', 'usual') }},

differences as (
    select
        moved.*,
        usual.estimates as boroughs_compared,
        usual.mean as usual_change,
        moved.log_ratio - usual.mean as difference,
        moved.variance + usual.tau_squared + usual.mean_variance as difference_variance
    from moved
    inner join entries
        on
            moved.practice = entries.practice
            and moved.borough_code = entries.borough_code
    inner join usual on moved.comparison = usual.comparison
    where usual.estimates >= {{ fewest_boroughs() }}
),

befores as (
    select
        practice,
        exp(difference) as before_ratio,
        {{ ratio_limit('difference', 'difference_variance', -1) }} as before_low,
        {{ ratio_limit('difference', 'difference_variance', 1) }} as before_high
    from differences
    where comparison_kind = 'before'
),

effects as (
    select
        *,
        exp(difference) as effect_ratio,
        {{ ratio_limit('difference', 'difference_variance', -1) }} as effect_low,
        {{ ratio_limit('difference', 'difference_variance', 1) }} as effect_high,
        {{ level_of('before') }} + usual_change as expected_level
    from differences
    where comparison_kind = 'effect'
),

told as (
    select
        entries.practice,
        entries.borough_code as area_code,
        entries.measure,
        measures.measure_name as measure_label,
        measures.unit,
        entries.change_of_practice,
        entries.starts_on,
        entries.expected_direction,
        entries.registered_on,
        entries.is_accepted,
        -- Before there is anything to compare: the year in which it started.
        coalesce(effects.time_period, {{ financial_year('entries.starts_on') }})
            as time_period,
        effects.per * effects.with_before / effects.of_before as rate_before,
        effects.per * effects.with_after / effects.of_after as rate_after,
        effects.per * case
            when effects.is_share then 1 / (1 + exp(-effects.expected_level))
            else exp(effects.expected_level)
        end as rate_expected,
        effects.effect_ratio,
        effects.effect_low,
        effects.effect_high,
        befores.before_ratio,
        befores.before_low,
        befores.before_high,
        case
            when befores.before_ratio is null then 'not known'
            when befores.before_low > 1 or befores.before_high < 1 then 'moving apart'
            else 'alike'
        end as before_trend,
        effects.boroughs_compared
    from entries
    inner join measures on entries.measure = measures.measure
    left join effects on entries.practice = effects.practice
    left join befores on entries.practice = befores.practice
),

practice_table as (
    select
        *,
        case
            when not is_accepted then 'refused: registered after its result was visible'
            when effect_ratio is null
                then 'not yet: no whole year since, or too few boroughs to compare with'
            when before_trend = 'moving apart'
                then 'not told: the borough was moving apart from the others before'
            when effect_low > 1 and expected_direction = 'higher' then 'as expected'
            when effect_high < 1 and expected_direction = 'lower' then 'as expected'
            when effect_low > 1 or effect_high < 1 then 'the other way'
            else 'no change that chance could not make'
        end as finding
    from told
)
{%- endmacro %}

{% macro sums_of_phase(condition, phase) -%}
    coalesce(sum(numerator) filter (where {{ condition }}), 0) as with_{{ phase }},
        coalesce(sum(denominator) filter (where {{ condition }}), 0) as of_{{ phase }},
        count(*) filter (where {{ condition }}) as years_{{ phase }}
{%- endmacro %}

{# Log odds of a share, logarithm of a rate; half a child more, so that none is infinite. #}
{% macro level_of(phase) -%}
    case
        when is_share
            then ln(
                (with_{{ phase }} + 0.5) / (of_{{ phase }} - with_{{ phase }} + 0.5)
            )
        else ln((with_{{ phase }} + 0.5) / of_{{ phase }})
    end
{%- endmacro %}

{% macro variance_of(phase, noise) -%}
    (
        1 / (with_{{ phase }} + 0.5)
        + {{ noise }} * years_{{ phase }} / power(with_{{ phase }} + 0.5, 2)
        + case
            when is_share
                then 1 / (of_{{ phase }} - with_{{ phase }} + 0.5)
                    + {{ noise }} * years_{{ phase }}
                    / power(of_{{ phase }} - with_{{ phase }} + 0.5, 2)
            else 0
        end
    )
{%- endmacro %}
