{# CTEs from the nested counts to the children who reached each rung, by borough and
   group, in `rungs`. Rung 0 is the population.

       protection  population, referral, S47 enquiry, conference, plan
       care        population, entry to care, care order                              #}
{% macro reached_rungs(ladder_counts, counts) -%}
ethnic_groups as (
    select * from {{ ref('ethnic_groups') }}
),

populations as (
    select * from {{ ref('int_child_populations') }}
),

steps_of_protection(rung, rung_order) as (
    values ('referral', 1), ('s47', 2), ('conference', 3), ('plan', 4)
),

-- Who stands on a rung or above it has reached it.
of_protection as (
    select
        'protection' as ladder,
        counted.time_period,
        counted.borough_code,
        counted.ethnicity_code,
        reached.rung,
        reached.rung_order,
        cast(sum(counted.children) as double) as children,
        cast(count(*) as double) as cells
    from {{ ladder_counts }} as counted
    inner join steps_of_protection as stood on counted.furthest_step = stood.rung
    inner join steps_of_protection as reached on stood.rung_order >= reached.rung_order
    group by
        counted.time_period,
        counted.borough_code,
        counted.ethnicity_code,
        reached.rung,
        reached.rung_order
),

entries as (
    select * from {{ counts }}
    where measure = 'care_order_given_entry'
),

of_care as (
    select
        'care' as ladder,
        time_period,
        borough_code,
        ethnicity_code,
        'entry to care' as rung,
        1 as rung_order,
        cast(children_with + children_without as double) as children,
        2.0 as cells
    from entries
    union all
    select
        'care' as ladder,
        time_period,
        borough_code,
        ethnicity_code,
        'care order' as rung,
        2 as rung_order,
        cast(children_with as double) as children,
        1.0 as cells
    from entries
),

reached as (
    select * from of_protection
    union all
    select * from of_care
),

of_population as (
    select
        reached.ladder,
        reached.time_period,
        reached.borough_code,
        reached.ethnicity_code,
        'population' as rung,
        0 as rung_order,
        coalesce(populations.population, 0) as children,
        0.0 as cells
    from reached
    left join populations
        on
            reached.time_period = populations.time_period
            and reached.borough_code = populations.borough_code
            and reached.ethnicity_code = populations.ethnicity_code
    where reached.rung_order = 1
),

climbs as (
    select * from reached
    union all
    select * from of_population
),

ladder_lines as (
    select
        ethnicity_code,
        'group' as ethnicity_level,
        ethnic_group
    from ethnic_groups
    where ethnic_group != 'Not known'
    union all
    select
        ethnicity_code,
        'code' as ethnicity_level,
        ethnicity_code as ethnic_group
    from ethnic_groups
    where ethnic_group != 'Not known'
),

sources as (
    select
        time_period,
        borough_code,
        max(population_source) as population_source
    from populations
    group by
        time_period,
        borough_code
),

rungs as (
    select
        climbs.ladder,
        climbs.time_period,
        climbs.borough_code,
        ladder_lines.ethnicity_level,
        ladder_lines.ethnic_group,
        climbs.rung,
        climbs.rung_order,
        sources.population_source,
        sum(climbs.children) as children,
        sum(climbs.cells) as cells
    from climbs
    inner join ladder_lines on climbs.ethnicity_code = ladder_lines.ethnicity_code
    left join sources
        on
            climbs.time_period = sources.time_period
            and climbs.borough_code = sources.borough_code
    group by
        climbs.ladder,
        climbs.time_period,
        climbs.borough_code,
        ladder_lines.ethnicity_level,
        ladder_lines.ethnic_group,
        climbs.rung,
        climbs.rung_order,
        sources.population_source
)
{%- endmacro %}

{# CTEs that put each group beside its two references at each rung, in `name`. #}
{% macro ladder_references(rungs, name) -%}
{{ name }}_beside as (
    select
        *,
        sum(children) filter (where ethnic_group = 'White British') over place
            as british,
        sum(cells) filter (where ethnic_group = 'White British') over place
            as british_cells,
        sum(children) filter (where ethnicity_level = 'group') over place as everybody,
        sum(cells) filter (where ethnicity_level = 'group') over place as all_cells
    from {{ rungs }}
    window place as (partition by ladder, time_period, borough_code, rung_order)
),

{{ name }} as (
    select
        *,
        ladder as measure,
        'White British' as reference_group,
        children as group_reached,
        british as reference_reached,
        british_cells as reference_cells
    from {{ name }}_beside
    where ethnic_group not in ('White British', 'WBRI')
    union all
    select
        *,
        ladder as measure,
        'All other children' as reference_group,
        children as group_reached,
        everybody - children as reference_reached,
        all_cells - cells as reference_cells
    from {{ name }}_beside
)
{%- endmacro %}
