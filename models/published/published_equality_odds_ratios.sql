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
        odds_ratio_table.measure,
        odds_ratio_table.time_period,
        named_areas.area_gss_code,
        named_areas.area_name,
        odds_ratio_table.ethnicity_level,
        odds_ratio_table.ethnic_group,
        odds_ratio_table.reference_group,
        cast(round(odds_ratio_table.children_with) as bigint) as children_with,
        cast(round(odds_ratio_table.children_without) as bigint) as children_without,
        cast(round(odds_ratio_table.reference_with) as bigint) as reference_with,
        cast(round(odds_ratio_table.reference_without) as bigint) as reference_without,
        round(odds_ratio_table.odds_ratio, 2) as odds_ratio,
        round(odds_ratio_table.ci_low, 2) as ci_low,
        round(odds_ratio_table.ci_high, 2) as ci_high,
        odds_ratio_table.ratio_method,
        round(odds_ratio_table.crude_odds_ratio, 2) as crude_odds_ratio,
        round(odds_ratio_table.adjusted_odds_ratio, 2) as adjusted_odds_ratio,
        round(odds_ratio_table.adjusted_low, 2) as adjusted_low,
        round(odds_ratio_table.adjusted_high, 2) as adjusted_high,
        round(odds_ratio_table.shrunken_odds_ratio, 2) as shrunken_odds_ratio,
        round(odds_ratio_table.shrunken_low, 2) as shrunken_low,
        round(odds_ratio_table.shrunken_high, 2) as shrunken_high,
        round(odds_ratio_table.risk_ratio, 2) as risk_ratio,
        round(odds_ratio_table.risk_ratio_low, 2) as risk_ratio_low,
        round(odds_ratio_table.risk_ratio_high, 2) as risk_ratio_high,
        round(odds_ratio_table.rate_per_10000, 1) as rate_per_10000,
        round(odds_ratio_table.rate_low, 1) as rate_low,
        round(odds_ratio_table.rate_high, 1) as rate_high,
        round(odds_ratio_table.sibling_low, 2) as sibling_low,
        round(odds_ratio_table.sibling_high, 2) as sibling_high,
        odds_ratio_table.is_different,
        odds_ratio_table.false_discovery_band,
        odds_ratio_table.reliability,
        round(odds_ratio_table.unknown_ethnicity_percent, 0)
            as unknown_ethnicity_percent,
        odds_ratio_table.boroughs_included,
        odds_ratio_table.denominator,
        odds_ratio_table.caveats,
        case when odds_ratio_table.odds_ratio is null then 'z' else 'shown' end
            as status
    from odds_ratio_table
    inner join named_areas on odds_ratio_table.area_code = named_areas.area_code
)

select * from published
