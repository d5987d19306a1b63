-- depends_on: {{ ref('column_register') }}
with
boroughs as (
    select * from {{ ref('boroughs') }}
),

ethnic_groups as (
    select * from {{ ref('ethnic_groups') }}
),

counts as (
    select * from {{ ref('protected_counts') }}
),

-- Each borough counts towards itself, Inner or Outer London, and London.
areas as (
    select
        borough_code,
        'Local authority' as area_level,
        gss_code as area_gss_code,
        borough_name as area_name
    from boroughs
    union all
    select
        borough_code,
        'Inner or Outer London' as area_level,
        case inner_outer when 'Inner' then 'E13000001' else 'E13000002' end
            as area_gss_code,
        inner_outer || ' London' as area_name
    from boroughs
    union all
    select
        borough_code,
        'London' as area_level,
        'E12000007' as area_gss_code,
        'London' as area_name
    from boroughs
),

-- Each code towards itself, its group, and all children.
categories as (
    select
        ethnicity_code,
        ethnic_group,
        ethnicity_code as ethnicity
    from ethnic_groups
    union all
    select
        ethnicity_code,
        ethnic_group,
        'Total' as ethnicity
    from ethnic_groups
    union all
    select
        ethnicity_code,
        'Total' as ethnic_group,
        'Total' as ethnicity
    from ethnic_groups
),

published as (
    select
        counts.measure,
        counts.time_period,
        areas.area_level,
        areas.area_gss_code,
        areas.area_name,
        categories.ethnic_group,
        categories.ethnicity,
        cast(sum(counts.children_with) as bigint) as children_with,
        cast(sum(counts.children_without) as bigint) as children_without,
        cast(sum(counts.children_with + counts.children_without) as bigint)
            as children_at_risk,
        count(distinct counts.borough_code) as boroughs_included
    from counts
    inner join areas on counts.borough_code = areas.borough_code
    inner join categories on counts.ethnicity_code = categories.ethnicity_code
    group by
        counts.measure,
        counts.time_period,
        areas.area_level,
        areas.area_gss_code,
        areas.area_name,
        categories.ethnic_group,
        categories.ethnicity
)

select * from published
