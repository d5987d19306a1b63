-- depends_on: {{ ref('column_register') }}
with
{{ odds_ratio_table(
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
        cast(round(figures.children_with) as bigint) as children_with,
        cast(round(figures.children_without) as bigint) as children_without,
        cast(round(figures.reference_with) as bigint) as reference_with,
        cast(round(figures.reference_without) as bigint) as reference_without,
        round(figures.odds_ratio, 2) as odds_ratio,
        round(figures.ci_low, 2) as ci_low,
        round(figures.ci_high, 2) as ci_high,
        figures.ratio_method,
        round(figures.crude_odds_ratio, 2) as crude_odds_ratio,
        round(figures.adjusted_odds_ratio, 2) as adjusted_odds_ratio,
        round(figures.adjusted_low, 2) as adjusted_low,
        round(figures.adjusted_high, 2) as adjusted_high,
        round(figures.shrunken_odds_ratio, 2) as shrunken_odds_ratio,
        round(figures.shrunken_low, 2) as shrunken_low,
        round(figures.shrunken_high, 2) as shrunken_high,
        round(figures.risk_ratio, 2) as risk_ratio,
        round(figures.risk_ratio_low, 2) as risk_ratio_low,
        round(figures.risk_ratio_high, 2) as risk_ratio_high,
        round(figures.rate_per_10000, 1) as rate_per_10000,
        round(figures.rate_low, 1) as rate_low,
        round(figures.rate_high, 1) as rate_high,
        round(figures.sibling_low, 2) as sibling_low,
        round(figures.sibling_high, 2) as sibling_high,
        figures.is_different,
        figures.false_discovery_band,
        figures.reliability,
        round(figures.unknown_ethnicity_percent, 0) as unknown_ethnicity_percent,
        figures.boroughs_included,
        figures.denominator,
        figures.caveats,
        case when figures.odds_ratio is null then 'z' else 'shown' end as status
    from odds_ratio_table as figures
    inner join named_areas on figures.area_code = named_areas.area_code
)

select * from published
