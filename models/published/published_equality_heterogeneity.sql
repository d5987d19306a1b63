-- depends_on: {{ ref('column_register') }}
with
{{ heterogeneity_table(
    ref('protected_counts'), ref('protected_population_counts'), noise=4,
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
        figures.boroughs_included,
        figures.boroughs_compared,
        round(figures.odds_ratio, 2) as odds_ratio,
        round(figures.ci_low, 2) as ci_low,
        round(figures.ci_high, 2) as ci_high,
        round(figures.crude_odds_ratio, 2) as crude_odds_ratio,
        round(figures.association_p, 4) as association_p,
        round(figures.average_odds_ratio, 2) as average_odds_ratio,
        round(figures.average_low, 2) as average_low,
        round(figures.average_high, 2) as average_high,
        round(figures.tau_squared, 4) as tau_squared,
        round(figures.i_squared_percent, 0) as i_squared_percent,
        round(figures.another_borough_low, 2) as another_borough_low,
        round(figures.another_borough_high, 2) as another_borough_high,
        round(figures.agreement_p, 4) as agreement_p,
        figures.agreement,
        figures.denominator,
        round(figures.unknown_ethnicity_percent, 0) as unknown_ethnicity_percent
    from heterogeneity_table as figures
    inner join named_areas on figures.area_code = named_areas.area_code
)

select * from published
