-- depends_on: {{ ref('column_register') }}
with
{{ trend_table(
    ref('protected_counts'), ref('protected_population_counts'),
    ref('protected_counts_by_age_sex'), noise=4,
    fewest=var('fewest_children_published')
) }},

{{ named_areas() }},

published as (
    select
        trend_table.measure,
        trend_table.time_period,
        named_areas.area_gss_code,
        named_areas.area_name,
        trend_table.ethnicity_level,
        trend_table.ethnic_group,
        trend_table.reference_group,
        round(trend_table.odds_ratio, 2) as odds_ratio,
        round(trend_table.ci_low, 2) as ci_low,
        round(trend_table.ci_high, 2) as ci_high,
        trend_table.previous_time_period,
        round(trend_table.change_ratio, 2) as change_ratio,
        round(trend_table.change_low, 2) as change_low,
        round(trend_table.change_high, 2) as change_high,
        round(trend_table.change_p, 4) as change_p,
        trend_table.years_so_far,
        round(trend_table.yearly_change, 3) as yearly_change,
        round(trend_table.yearly_change_low, 3) as yearly_change_low,
        round(trend_table.yearly_change_high, 3) as yearly_change_high,
        trend_table.boroughs_included,
        trend_table.denominator,
        round(trend_table.unknown_ethnicity_percent, 0) as unknown_ethnicity_percent
    from trend_table
    inner join named_areas on trend_table.area_code = named_areas.area_code
)

select * from published
