{# CTEs from counts to how a ratio moved between whole years, which share no child's
   event, in `trend_table`. #}
{% macro trend_table(counts, population_counts, counts_by_age_sex, noise, fewest) -%}
{{ estimated_ratios(counts, population_counts, counts_by_age_sex, noise, fewest) }},

yearly as (
    select
        *,
        {{ start_year('time_period') }} as start_year,
        ln(ratio) as log_ratio
    from estimated
    where has_ratio and is_shown and ratio > 0
),

-- The weighted straight line through the years so far: its sums.
beside as (
    select
        *,
        lag(time_period) over series as previous_time_period,
        lag(log_ratio) over series as previous_log_ratio,
        lag(variance) over series as previous_variance,
        count(*) over so_far as years,
        sum(start_year / variance) over so_far / sum(1 / variance) over so_far
            as mean_year
    from yearly
    window
        series as (
            partition by measure, area_code, ethnicity_level, ethnic_group, reference_group
            order by time_period
        ),
        so_far as (
            partition by measure, area_code, ethnicity_level, ethnic_group, reference_group
            order by time_period
            rows between unbounded preceding and current row
        )
),

slopes as (
    select
        latest.comparison,
        sum((earlier.start_year - latest.mean_year) * earlier.log_ratio / earlier.variance)
        / nullif(sum(power(earlier.start_year - latest.mean_year, 2) / earlier.variance), 0)
            as slope,
        1 / nullif(
            sum(power(earlier.start_year - latest.mean_year, 2) / earlier.variance), 0
        ) as slope_variance
    from beside as latest
    inner join yearly as earlier
        on
            latest.measure = earlier.measure
            and latest.area_code = earlier.area_code
            and latest.ethnicity_level = earlier.ethnicity_level
            and latest.ethnic_group = earlier.ethnic_group
            and latest.reference_group = earlier.reference_group
            and latest.start_year >= earlier.start_year
    where latest.years >= 3
    group by latest.comparison
),

changed as (
    select
        beside.*,
        slopes.slope,
        slopes.slope_variance,
        previous_time_period is not null
        and start_year - {{ start_year('previous_time_period') }} = 1 as follows_a_year
    from beside
    left join slopes on beside.comparison = slopes.comparison
),

trend_table as (
    select
        measure,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        ratio as odds_ratio,
        {{ ratio_limit('log_ratio', 'variance', -1) }} as ci_low,
        {{ ratio_limit('log_ratio', 'variance', 1) }} as ci_high,
        case when follows_a_year then previous_time_period end as previous_time_period,
        case when follows_a_year then exp(log_ratio - previous_log_ratio) end
            as change_ratio,
        case when follows_a_year then {{ ratio_limit(
            '(log_ratio - previous_log_ratio)', '(variance + previous_variance)', -1
        ) }} end as change_low,
        case when follows_a_year then {{ ratio_limit(
            '(log_ratio - previous_log_ratio)', '(variance + previous_variance)', 1
        ) }} end as change_high,
        case when follows_a_year then normal_p(
            (log_ratio - previous_log_ratio) / sqrt(variance + previous_variance)
        ) end as change_p,
        years as years_so_far,
        exp(slope) as yearly_change,
        {{ ratio_limit('slope', 'slope_variance', -1) }} as yearly_change_low,
        {{ ratio_limit('slope', 'slope_variance', 1) }} as yearly_change_high,
        boroughs_included,
        denominator,
        unknown_ethnicity_percent
    from changed
)
{%- endmacro %}

{# 2025 of 202526. #}
{% macro start_year(time_period) -%}
    cast(substr({{ time_period }}, 1, 4) as integer)
{%- endmacro %}
