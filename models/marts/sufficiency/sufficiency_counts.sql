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
        {{ lateral_rows([
            ('age', 'stock.age_band'),
            ('sex', 'stock.sex_code'),
            ('need', 'stock.need_group'),
            ('legal_status', 'stock.legal_status_group'),
            ('provision', "stock.placement_kind || '|' || stock.provider_sector"),
            (
                'destination',
                "case when stock.destination = stock.borough_code then 'own' "
                ~ 'else stock.destination end'
            ),
            ('distance', 'stock.distance_band'),
            ('time_in_placement', 'stock.time_in_placement')
        ]) }} as parts (measure, category)
),

of_entries as (
    select
        flows.borough_code,
        flows.time_period,
        parts.measure,
        parts.category
    from flows
    cross join
        {{ lateral_rows([
            ('entry_age', 'flows.age_band'),
            ('entry_need', 'flows.need_group'),
            ('entry_placement', 'flows.placement_kind')
        ]) }} as parts (measure, category)
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
        {{ lateral_rows([
            ('leaving_reason', 'flows.leaving_reason'),
            ('leaving_age', 'flows.age_band'),
            ('leaving_time_in_care', 'flows.time_in_care')
        ]) }} as parts (measure, category)
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
