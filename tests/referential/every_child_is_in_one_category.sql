{{ config(group='true_counts') }}
-- Each measure of the stock, of entries and of leavers adds up to those whom it counts.
with
counts as (
    select * from {{ ref('sufficiency_counts') }}
),

stock as (
    select
        borough_code,
        time_period,
        count(*) as children
    from {{ ref('placement_stock') }}
    group by
        borough_code,
        time_period
),

flows as (
    select
        borough_code,
        time_period,
        count(*) filter (where flow = 'start' and is_child_counted) as entries,
        count(*) filter (where flow = 'end' and is_child_counted) as leavers,
        count(*) filter (where flow = 'start') as started,
        count(*) filter (where flow = 'end' and not is_care_flow) as moves,
        count(*) filter (where flow = 'end') as ended
    from {{ ref('placement_flow') }}
    group by
        borough_code,
        time_period
),

added_up as (
    select
        measure,
        borough_code,
        time_period,
        sum(children) as children
    from counts
    group by
        measure,
        borough_code,
        time_period
),

expected as (
    select
        added_up.*,
        coalesce(
            case
                when added_up.measure like 'entry%' then flows.entries
                when added_up.measure like 'leaving%' then flows.leavers
                when added_up.measure = 'new_placement_distance' then flows.started
                when added_up.measure = 'move_reason' then flows.moves
                when added_up.measure = 'placement_length' then flows.ended
                else stock.children
            end, 0
        ) as children_expected
    from added_up
    left join stock
        on
            added_up.borough_code = stock.borough_code
            and added_up.time_period = stock.time_period
    left join flows
        on
            added_up.borough_code = flows.borough_code
            and added_up.time_period = flows.time_period
),

amiss as (
    select * from expected
    where children != children_expected
)

select * from amiss
