{# CTEs from counts by borough and ethnic code to 2x2 tables by borough, in `compared`:
   each group and each code against White British and against all other children. Written
   once, since true and protected counts must be compared in the same way.

       a  children of the group with the step     b  without it
       c  children of the reference with it       d  without it

   Against a population the children without are the population less those with. #}
{% macro compared_groups(counts, population_counts) -%}
measures as (
    select * from {{ ref('equality_measures') }}
),

ethnic_groups as (
    select * from {{ ref('ethnic_groups') }}
),

populations as (
    select * from {{ ref('int_child_populations') }}
),

counted as (
    select
        measure,
        time_period,
        borough_code,
        ethnicity_code,
        cast(children_with as double) as with_step,
        cast(children_with + children_without as double) as at_risk,
        'children at the step before' as denominator
    from {{ counts }}
    union all
    select
        counts.measure,
        counts.time_period,
        counts.borough_code,
        counts.ethnicity_code,
        cast(counts.children_with as double) as with_step,
        coalesce(populations.population, 0) as at_risk,
        max(populations.population_source) over (
            partition by counts.time_period, counts.borough_code
        ) as denominator
    from {{ population_counts }} as counts
    left join populations
        on
            counts.time_period = populations.time_period
            and counts.borough_code = populations.borough_code
            and counts.ethnicity_code = populations.ethnicity_code
),

-- White is the sum of two groups, beside them; a code is a group of its own.
lines as (
    select
        ethnicity_code,
        'group' as ethnicity_level,
        ethnic_group
    from ethnic_groups
    union all
    select
        ethnicity_code,
        'group' as ethnicity_level,
        'White' as ethnic_group
    from ethnic_groups
    where ethnic_group in ('White British', 'White other')
    union all
    select
        ethnicity_code,
        'code' as ethnicity_level,
        ethnicity_code as ethnic_group
    from ethnic_groups
    where ethnic_group != 'Not known'
),

grouped as (
    select
        counted.measure,
        counted.time_period,
        counted.borough_code,
        '' as stratum,
        lines.ethnicity_level,
        lines.ethnic_group,
        counted.denominator,
        sum(counted.with_step) as with_step,
        sum(counted.at_risk) as at_risk,
        cast(count(*) as double) as cells
    from counted
    inner join lines on counted.ethnicity_code = lines.ethnicity_code
    group by
        counted.measure,
        counted.time_period,
        counted.borough_code,
        lines.ethnicity_level,
        lines.ethnic_group,
        counted.denominator
),

{{ against_references('grouped', 'compared') }}
{%- endmacro %}

{# CTEs from children with the step and at risk, by place, stratum and group, to 2x2
   tables in `name`. Children of unknown ethnicity are in no reference. #}
{% macro against_references(grouped, name) -%}
{{ name }}_beside as (
    select
        *,
        {{ told_of("ethnic_group = 'White British'", 'with_step') }} as british_with,
        {{ told_of("ethnic_group = 'White British'", 'at_risk') }} as british_at_risk,
        {{ told_of("ethnic_group = 'White British'", 'cells') }} as british_cells,
        {{ told_of(is_one_of_six(), 'with_step') }} as known_with,
        {{ told_of(is_one_of_six(), 'at_risk') }} as known_at_risk,
        {{ told_of(is_one_of_six(), 'cells') }} as known_cells
    from {{ grouped }}
    window place as (partition by measure, time_period, borough_code, stratum)
),

{{ name }}_references as (
    select
        *,
        'White British' as reference_group,
        british_with as reference_with,
        british_at_risk as reference_at_risk,
        british_cells as reference_cells
    from {{ name }}_beside
    where ethnic_group not in ('White British', 'WBRI', 'White', 'Not known')
    union all
    select
        *,
        'All other children' as reference_group,
        known_with - case when ethnic_group = 'Not known' then 0 else with_step end
            as reference_with,
        known_at_risk - case when ethnic_group = 'Not known' then 0 else at_risk end
            as reference_at_risk,
        known_cells - case when ethnic_group = 'Not known' then 0 else cells end
            as reference_cells
    from {{ name }}_beside
),

{{ name }} as (
    select
        measure,
        time_period,
        borough_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        denominator,
        with_step as a,
        at_risk - with_step as b,
        reference_with as c,
        reference_at_risk - reference_with as d,
        cells,
        reference_cells
    from {{ name }}_references
)
{%- endmacro %}

{# Nobody told of is nobody. #}
{% macro told_of(group, figure) -%}
    coalesce(sum({{ figure }}) filter (where {{ group }}) over place, 0)
{%- endmacro %}

{% macro is_one_of_six() -%}
    (
        ethnicity_level = 'group' and ethnic_group not in ('White', 'Not known')
    )
{%- endmacro %}

{# CTEs from the cube of age and sex to its 2x2 tables by borough, age band and sex, in
   `compared_by_age_sex`. #}
{% macro compared_by_age_and_sex(counts) -%}
grouped_by_age_sex as (
    select
        measure,
        time_period,
        borough_code,
        age_band || '|' || sex_code as stratum,
        'group' as ethnicity_level,
        ethnic_group,
        'children at the step before' as denominator,
        cast(children_with as double) as with_step,
        cast(children_with + children_without as double) as at_risk,
        1.0 as cells
    from {{ counts }}
),

{{ against_references('grouped_by_age_sex', 'compared_by_age_sex') }}
{%- endmacro %}

{# CTEs that put each borough's tables into its own area, Inner or Outer London, and
   London, in `name`. `comparison` is one ratio: a measure, year, area, group, reference. #}
{% macro strata_by_area(compared, name) -%}
{{ name }}_areas as (
    select
        borough_code,
        borough_code as area_code
    from {{ ref('boroughs') }}
    union all
    select
        borough_code,
        upper(inner_outer) as area_code
    from {{ ref('boroughs') }}
    union all
    select
        borough_code,
        'LONDON' as area_code
    from {{ ref('boroughs') }}
),

{{ name }} as (
    select
        compared.*,
        areas.area_code,
        concat_ws(
            '|', compared.measure, compared.time_period, areas.area_code,
            compared.ethnicity_level, compared.ethnic_group, compared.reference_group
        ) as comparison
    from {{ compared }} as compared
    inner join {{ name }}_areas as areas on compared.borough_code = areas.borough_code
)
{%- endmacro %}
