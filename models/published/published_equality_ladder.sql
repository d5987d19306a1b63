-- depends_on: {{ ref('column_register') }}
with
{{ ladder_table(
    ref('protected_ladder_counts'), ref('protected_counts'), noise=4,
    fewest=var('fewest_children_published')
) }},

{{ named_areas() }},

published as (
    select
        figures.ladder,
        figures.time_period,
        named_areas.area_gss_code,
        named_areas.area_name,
        figures.ethnicity_level,
        figures.ethnic_group,
        figures.reference_group,
        figures.rung,
        figures.rung_order,
        cast(round(figures.children_reached) as bigint) as children_reached,
        cast(round(figures.children_before) as bigint) as children_before,
        round(figures.step_ratio, 2) as step_ratio,
        round(figures.step_ratio_low, 2) as step_ratio_low,
        round(figures.step_ratio_high, 2) as step_ratio_high,
        round(figures.log_step_ratio, 4) as log_step_ratio,
        round(figures.ratio_so_far, 2) as ratio_so_far,
        round(figures.ratio_so_far_low, 2) as ratio_so_far_low,
        round(figures.ratio_so_far_high, 2) as ratio_so_far_high,
        round(figures.log_ratio_so_far, 4) as log_ratio_so_far,
        round(figures.share_of_gap_percent, 0) as share_of_gap_percent,
        cast(round(figures.excess_children) as bigint) as excess_children,
        cast(round(figures.excess_low) as bigint) as excess_low,
        cast(round(figures.excess_high) as bigint) as excess_high,
        cast(round(figures.excess_so_far) as bigint) as excess_so_far,
        figures.reading,
        figures.boroughs_included,
        figures.denominator
    from ladder_table as figures
    inner join named_areas on figures.area_code = named_areas.area_code
)

select * from published
