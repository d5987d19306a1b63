-- depends_on: {{ ref('column_register') }}
with
{{ heterogeneity_table(
    ref('protected_counts'), ref('protected_population_counts'), noise=4,
    fewest=var('fewest_children_published')
) }},

{{ named_areas() }},

published as (
    select
        heterogeneity_table.measure,
        heterogeneity_table.time_period,
        named_areas.area_gss_code,
        named_areas.area_name,
        heterogeneity_table.ethnicity_level,
        heterogeneity_table.ethnic_group,
        heterogeneity_table.reference_group,
        heterogeneity_table.boroughs_included,
        heterogeneity_table.boroughs_compared,
        round(heterogeneity_table.odds_ratio, 2) as odds_ratio,
        round(heterogeneity_table.ci_low, 2) as ci_low,
        round(heterogeneity_table.ci_high, 2) as ci_high,
        round(heterogeneity_table.crude_odds_ratio, 2) as crude_odds_ratio,
        round(heterogeneity_table.association_p, 4) as association_p,
        round(heterogeneity_table.average_odds_ratio, 2) as average_odds_ratio,
        round(heterogeneity_table.average_low, 2) as average_low,
        round(heterogeneity_table.average_high, 2) as average_high,
        round(heterogeneity_table.tau_squared, 4) as tau_squared,
        round(heterogeneity_table.i_squared_percent, 0) as i_squared_percent,
        round(heterogeneity_table.another_borough_low, 2) as another_borough_low,
        round(heterogeneity_table.another_borough_high, 2) as another_borough_high,
        round(heterogeneity_table.agreement_p, 4) as agreement_p,
        heterogeneity_table.agreement,
        heterogeneity_table.denominator,
        round(heterogeneity_table.unknown_ethnicity_percent, 0)
            as unknown_ethnicity_percent
    from heterogeneity_table
    inner join named_areas on heterogeneity_table.area_code = named_areas.area_code
)

select * from published
