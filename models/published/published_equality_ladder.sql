-- depends_on: {{ ref('column_register') }}
with
{{ ladder_table(
    ref('protected_ladder_counts'), ref('protected_counts'), noise=4,
    fewest=var('fewest_children_published')
) }},

{{ named_areas() }},

published as (
    select
        ladder_table.ladder,
        ladder_table.time_period,
        named_areas.area_gss_code,
        named_areas.area_name,
        ladder_table.ethnicity_level,
        ladder_table.ethnic_group,
        ladder_table.reference_group,
        ladder_table.rung,
        ladder_table.rung_order,
        cast(round(ladder_table.children_reached) as bigint) as children_reached,
        cast(round(ladder_table.children_before) as bigint) as children_before,
        round(ladder_table.step_ratio, 2) as step_ratio,
        round(ladder_table.step_ratio_low, 2) as step_ratio_low,
        round(ladder_table.step_ratio_high, 2) as step_ratio_high,
        round(ladder_table.log_step_ratio, 4) as log_step_ratio,
        round(ladder_table.ratio_so_far, 2) as ratio_so_far,
        round(ladder_table.ratio_so_far_low, 2) as ratio_so_far_low,
        round(ladder_table.ratio_so_far_high, 2) as ratio_so_far_high,
        round(ladder_table.log_ratio_so_far, 4) as log_ratio_so_far,
        round(ladder_table.share_of_gap_percent, 0) as share_of_gap_percent,
        cast(round(ladder_table.excess_children) as bigint) as excess_children,
        cast(round(ladder_table.excess_low) as bigint) as excess_low,
        cast(round(ladder_table.excess_high) as bigint) as excess_high,
        cast(round(ladder_table.excess_so_far) as bigint) as excess_so_far,
        ladder_table.reading,
        ladder_table.boroughs_included,
        ladder_table.denominator
    from ladder_table
    inner join named_areas on ladder_table.area_code = named_areas.area_code
)

select * from published
