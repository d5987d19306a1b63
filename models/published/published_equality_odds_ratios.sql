-- depends_on: {{ ref('column_register') }}
with
boroughs as (
    select * from {{ ref('boroughs') }}
),

{{ compared_groups(ref('protected_counts')) }},

sending as (
    select
        measure,
        time_period,
        count(distinct borough_code) as boroughs_included
    from counts
    group by
        measure,
        time_period
),

estimated as (
    select
        *,
        least(children_with, children_without, reference_with, reference_without)
        >= {{ var('fewest_children_published') }} as is_shown
    from compared
),

-- Undefined where a cell is small, so computed only where it may be shown.
computed as (
    select
        *,
        case when is_shown then {{ odds_ratio(
            'children_with', 'children_without', 'reference_with', 'reference_without'
        ) }} end as ratio,
        case when is_shown then {{ log_odds_variance(
            'children_with', 'children_without', 'reference_with', 'reference_without'
        ) }} + {{ rounding_variance(
            'children_with', 'children_without', 'reference_with', 'reference_without',
            'cells', 'reference_cells'
        ) }} end as variance
    from estimated
),

published as (
    select
        computed.measure,
        computed.time_period,
        coalesce(boroughs.gss_code, 'E12000007') as area_gss_code,
        coalesce(boroughs.borough_name, 'London') as area_name,
        computed.ethnic_group,
        computed.reference_group,
        cast(computed.children_with as bigint) as children_with,
        cast(computed.children_without as bigint) as children_without,
        cast(computed.reference_with as bigint) as reference_with,
        cast(computed.reference_without as bigint) as reference_without,
        round(computed.ratio, 2) as odds_ratio,
        round(computed.ratio * exp(-{{ z95() }} * sqrt(computed.variance)), 2)
            as ci_low,
        round(computed.ratio * exp({{ z95() }} * sqrt(computed.variance)), 2)
            as ci_high,
        case when computed.is_shown then 'shown' else 'z' end as status,
        round(
            100.0 * computed.unknown_at_risk
            / nullif(computed.all_at_risk, 0), 0
        ) as unknown_ethnicity_percent,
        case when boroughs.gss_code is null then sending.boroughs_included else 1 end
            as boroughs_included
    from computed
    inner join sending
        on
            computed.measure = sending.measure
            and computed.time_period = sending.time_period
    left join boroughs on computed.area_code = boroughs.borough_code
)

select * from published
