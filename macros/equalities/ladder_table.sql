{# CTEs from nested counts to where along a ladder a gap opens, in `ladder_table`.

   Children at a rung are some of those at the rung below, so that shares multiply and
   their logarithms add: what a group's children are more (or less) likely to reach at the
   last rung is, exactly, the sum of what is added at each. Over several boroughs the
   reference is weighed so that its children live in the same boroughs as the group's
   (w = population of the group / of the reference): no borough's mix or threshold is
   mistaken for a gap, and the account stays exact. Odds ratios cannot do this. #}
{% macro ladder_table(ladder_counts, counts, noise, fewest) -%}
{{ reached_rungs(ladder_counts, counts) }},

{{ ladder_references('rungs', 'compared') }},

{{ strata_by_area('compared', 'placed') }},

weighed as (
    select
        *,
        first_value(group_reached) over climb
        / nullif(first_value(reference_reached) over climb, 0) as w,
        lag(group_reached) over climb as group_before,
        lag(reference_reached) over climb as reference_before,
        lag(cells) over climb as cells_before,
        lag(reference_cells) over climb as reference_cells_before
    from placed
    window climb as (partition by comparison, borough_code order by rung_order)
),

-- A borough without any child of the one group or the other is not compared.
comparable as (
    select * from weighed
    where w > 0
),

summed as (
    select
        comparison,
        ladder,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        rung,
        rung_order,
        min(population_source) as denominator,
        cast(count(*) as bigint) as boroughs_included,
        sum(group_reached) as reached,
        sum(group_before) as before,
        sum(w * reference_reached) as expected,
        sum(w * reference_before) as expected_before,
        sum(reference_reached) as reference_reached,
        sum(reference_before) as reference_before,
        sum(cells) as cells,
        sum(greatest(0, cells_before - cells)) as cells_left,
        sum(w * w * least(reference_cells, reference_reached)) as reference_cells,
        sum(w * w * greatest(0, reference_cells_before - reference_cells))
            as reference_cells_left,
        sum(w * w * reference_reached * (
            1 - least(1, reference_reached / nullif(reference_before, 0))
        )) as expected_variance
    from comparable
    group by
        comparison,
        ladder,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        rung,
        rung_order
),

steps as (
    select
        *,
        least(
            reached, before - reached, reference_reached,
            reference_before - reference_reached
        ) >= greatest({{ fewest }}, 1) as may_show,
        ln(nullif(reached, 0)) - ln(nullif(before, 0))
        - ln(nullif(expected, 0)) + ln(nullif(expected_before, 0)) as log_step,
        ln(nullif(reached, 0)) - ln(nullif(expected, 0)) as log_so_far,
        expected / nullif(expected_before, 0) as chance,
        -- A modelled population may be smaller than those who were referred from it.
        case
            when reached <= before
                then 1 / nullif(reached, 0) - 1 / nullif(before, 0)
                + {{ noise }} * (
                    least(cells, reached)
                    * power(1 / nullif(reached, 0) - 1 / nullif(before, 0), 2)
                    + least(cells_left, before) / nullif(power(before, 2), 0)
                )
        end as group_variance,
        expected_variance / nullif(expected * expected, 0)
        + {{ noise }} * (
            reference_cells
            * power(1 / nullif(expected, 0) - 1 / nullif(expected_before, 0), 2)
            + reference_cells_left / nullif(expected_before * expected_before, 0)
        ) as reference_variance
    from summed
    where rung_order > 0
),

-- A gap so far is the sum of steps that are independent given who reached the rung below.
climbed as (
    select
        *,
        min(may_show) over climb as may_show_so_far,
        sum(group_variance + reference_variance) over climb as variance_so_far,
        last_value(log_so_far) over whole as log_gap,
        sum(group_variance + reference_variance) over whole as gap_variance,
        min(may_show) over whole as may_show_gap
    from steps
    window
        climb as (
            partition by comparison
            order by rung_order
            rows between unbounded preceding and current row
        ),
        whole as (
            partition by comparison
            order by rung_order
            rows between unbounded preceding and unbounded following
        )
),

bounded as (
    select
        *,
        reached - before * chance as excess,
        {{ z95() }} * sqrt(
            power(reached, 2) * group_variance
            + power(before * chance, 2) * reference_variance
        ) as excess_margin
    from climbed
),

ladder_table as (
    select
        ladder,
        time_period,
        area_code,
        ethnicity_level,
        ethnic_group,
        reference_group,
        rung,
        rung_order,
        case when may_show then reached end as children_reached,
        case when may_show then before end as children_before,
        case when may_show then exp(log_step) end as step_ratio,
        case when may_show then
            {{ ratio_limit('log_step', '(group_variance + reference_variance)', -1) }}
        end as step_ratio_low,
        case when may_show then
            {{ ratio_limit('log_step', '(group_variance + reference_variance)', 1) }}
        end as step_ratio_high,
        case when may_show then log_step end as log_step_ratio,
        case when may_show_so_far then exp(log_so_far) end as ratio_so_far,
        case when may_show_so_far then
            {{ ratio_limit('log_so_far', 'variance_so_far', -1) }}
        end as ratio_so_far_low,
        case when may_show_so_far then
            {{ ratio_limit('log_so_far', 'variance_so_far', 1) }}
        end as ratio_so_far_high,
        case when may_show_so_far then log_so_far end as log_ratio_so_far,
        -- A share of a gap that may be none says nothing.
        case
            when may_show_gap and abs(log_gap) > {{ z95() }} * sqrt(gap_variance)
                then 100 * log_step / nullif(log_gap, 0)
        end as share_of_gap_percent,
        case when may_show then excess end as excess_children,
        case when may_show then excess - excess_margin end as excess_low,
        case when may_show then excess + excess_margin end as excess_high,
        case when may_show_so_far then reached - expected end as excess_so_far,
        case
            when not may_show then 'not shown: a count is too small'
            when power(log_step / {{ z95() }}, 2) < group_variance + reference_variance
                then 'no gap that chance could not make'
            when log_step > 0 then 'more of the group go on'
            else 'fewer of the group go on'
        end as reading,
        boroughs_included,
        denominator
    from bounded
)
{%- endmacro %}
