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
        figures.measure,
        figures.time_period,
        named_areas.area_gss_code,
        named_areas.area_name,
        figures.ethnicity_level,
        figures.ethnic_group,
        figures.reference_group,
        round(figures.odds_ratio, 2) as odds_ratio,
        round(figures.ci_low, 2) as ci_low,
        round(figures.ci_high, 2) as ci_high,
        figures.previous_time_period,
        round(figures.change_ratio, 2) as change_ratio,
        round(figures.change_low, 2) as change_low,
        round(figures.change_high, 2) as change_high,
        round(figures.change_p, 4) as change_p,
        figures.years_so_far,
        round(figures.yearly_change, 3) as yearly_change,
        round(figures.yearly_change_low, 3) as yearly_change_low,
        round(figures.yearly_change_high, 3) as yearly_change_high,
        figures.boroughs_included,
        figures.denominator,
        round(figures.unknown_ethnicity_percent, 0) as unknown_ethnicity_percent
    from trend_table as figures
    inner join named_areas on figures.area_code = named_areas.area_code
)

select * from published
