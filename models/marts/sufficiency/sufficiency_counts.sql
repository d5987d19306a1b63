with
years as (
    select * from {{ ref('int_care_years') }}
),

-- The others are sums of these, made when they are published.
measures as (
    select * from {{ ref('sufficiency_measures') }}
    where measure = counted_as
),

named_categories as (
    select * from {{ ref('sufficiency_categories') }}
),

categories as (
    select named_categories.*
    from named_categories
    semi join measures on named_categories.measure = measures.measure
),

stock as (
    select * from {{ ref('placement_stock') }}
),

flows as (
    select * from {{ ref('placement_flow') }}
),

-- Each child of the stock is in one category of each measure.
of_the_stock as (
    select
        stock.borough_code,
        stock.time_period,
        parts.measure,
        parts.category
    from stock
    cross join
        lateral (
            select 'age' as measure, stock.age_band as category
            union all
            select 'sex' as measure, stock.sex_code as category
            union all
            select 'need' as measure, stock.need_group as category
            union all
            select 'legal_status' as measure, stock.legal_status_group as category
            union all
            select
                'provision' as measure,
                stock.placement_kind || '|' || stock.provider_sector as category
            union all
            select
                'destination' as measure,
                case
                    when stock.destination = stock.borough_code then 'own'
                    else stock.destination
                end as category
            union all
            select 'distance' as measure, stock.distance_band as category
            union all
            select 'time_in_placement' as measure, stock.time_in_placement as category
        ) as parts
),

of_entries as (
    select
        flows.borough_code,
        flows.time_period,
        parts.measure,
        parts.category
    from flows
    cross join
        lateral (
            select 'entry_age' as measure, flows.age_band as category
            union all
            select 'entry_need' as measure, flows.need_group as category
            union all
            select 'entry_placement' as measure, flows.placement_kind as category
        ) as parts
    where flows.flow = 'start' and flows.is_child_counted
),

of_leavers as (
    select
        flows.borough_code,
        flows.time_period,
        parts.measure,
        parts.category
    from flows
    cross join
        lateral (
            select 'leaving_reason' as measure, flows.leaving_reason as category
            union all
            select 'leaving_age' as measure, flows.age_band as category
            union all
            select 'leaving_time_in_care' as measure, flows.time_in_care as category
        ) as parts
    where flows.flow = 'end' and flows.is_child_counted
),

of_new_placements as (
    select
        borough_code,
        time_period,
        'new_placement_distance' as measure,
        distance_band as category
    from flows
    where flow = 'start'
),

of_moves as (
    select
        borough_code,
        time_period,
        'move_reason' as measure,
        move_reason as category
    from flows
    where flow = 'end' and not is_care_flow
),

of_ended_placements as (
    select
        borough_code,
        time_period,
        'placement_length' as measure,
        time_in_placement as category
    from flows
    where flow = 'end'
),

together as (
    select * from of_the_stock
    union all
    select * from of_entries
    union all
    select * from of_leavers
    union all
    select * from of_new_placements
    union all
    select * from of_moves
    union all
    select * from of_ended_placements
),

added_up as (
    select
        measure,
        borough_code,
        time_period,
        category,
        count(*) as children
    from together
    group by
        measure,
        borough_code,
        time_period,
        category
),

-- Every cell is there, the empty ones too: an absent row would tell a true zero.
counted as (
    select
        categories.measure,
        years.time_period,
        years.borough_code,
        categories.category,
        coalesce(added_up.children, 0) as children
    from years
    cross join categories
    left join added_up
        on
            categories.measure = added_up.measure
            and years.time_period = added_up.time_period
            and years.borough_code = added_up.borough_code
            and categories.category = added_up.category
    where
        categories.measure != 'destination'
        or categories.category != years.borough_code
)

select * from counted
