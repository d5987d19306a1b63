{# CTEs from counts by borough and ethnic code to 2x2 tables, in `compared`: each group
   against White British and against all other children, by borough and for London.
   Written once, since true and protected counts must be compared in the same way.
   London is the sum of the boroughs that sent: a crude pool. #}
{% macro compared_groups(counts) -%}
counts as (
    select * from {{ counts }}
),

ethnic_groups as (
    select * from {{ ref('ethnic_groups') }}
),

grouped as (
    select
        counts.measure,
        counts.time_period,
        counts.borough_code as area_code,
        ethnic_groups.ethnic_group,
        sum(counts.children_with) as with_step,
        sum(counts.children_without) as without_step,
        count(*) as cells
    from counts
    inner join ethnic_groups
        on counts.ethnicity_code = ethnic_groups.ethnicity_code
    group by
        counts.measure,
        counts.time_period,
        counts.borough_code,
        ethnic_groups.ethnic_group
),

summed as (
    select * from grouped
    union all
    select
        measure,
        time_period,
        'LONDON' as area_code,
        ethnic_group,
        sum(with_step) as with_step,
        sum(without_step) as without_step,
        sum(cells) as cells
    from grouped
    group by
        measure,
        time_period,
        ethnic_group
),

totalled as (
    select
        measure,
        time_period,
        area_code,
        sum(with_step) filter (where ethnic_group = 'White British') as british_with,
        sum(without_step) filter (where ethnic_group = 'White British')
            as british_without,
        sum(cells) filter (where ethnic_group = 'White British') as british_cells,
        sum(with_step) filter (where ethnic_group != 'Not known') as known_with,
        sum(without_step) filter (where ethnic_group != 'Not known') as known_without,
        sum(cells) filter (where ethnic_group != 'Not known') as known_cells,
        sum(with_step + without_step) filter (where ethnic_group = 'Not known')
            as unknown_at_risk,
        sum(with_step + without_step) as all_at_risk
    from summed
    group by
        measure,
        time_period,
        area_code
),

referenced as (
    select
        summed.*,
        totalled.unknown_at_risk,
        totalled.all_at_risk,
        'White British' as reference_group,
        totalled.british_with as reference_with_step,
        totalled.british_without as reference_without_step,
        totalled.british_cells as reference_cells
    from summed
    inner join totalled
        on
            summed.measure = totalled.measure
            and summed.time_period = totalled.time_period
            and summed.area_code = totalled.area_code
    where summed.ethnic_group not in ('White British', 'Not known')
    union all
    select
        summed.*,
        totalled.unknown_at_risk,
        totalled.all_at_risk,
        'All other children' as reference_group,
        totalled.known_with - summed.with_step as reference_with_step,
        totalled.known_without - summed.without_step as reference_without_step,
        totalled.known_cells - summed.cells as reference_cells
    from summed
    inner join totalled
        on
            summed.measure = totalled.measure
            and summed.time_period = totalled.time_period
            and summed.area_code = totalled.area_code
    where summed.ethnic_group != 'Not known'
),

-- Doubles from here on: integers overflow when two counts of 65,536 are multiplied.
compared as (
    select
        measure,
        time_period,
        area_code,
        ethnic_group,
        reference_group,
        cast(with_step as double) as children_with,
        cast(without_step as double) as children_without,
        cast(reference_with_step as double) as reference_with,
        cast(reference_without_step as double) as reference_without,
        cells,
        reference_cells,
        unknown_at_risk,
        all_at_risk
    from referenced
)
{%- endmacro %}
