-- Each of these measures parts the same children, or placements, into categories; what
-- all of them add up to is counted once.
with
counts as (
    select * from {{ ref('sufficiency_counts') }}
),

populations (measure, counted_by) as (
    values
    ('looked_after', 'age'),
    ('entries', 'entry_age'),
    ('leavers', 'leaving_age'),
    ('new_placements', 'new_placement_distance'),
    ('moves', 'move_reason'),
    ('ended_placements', 'placement_length')
),

totals as (
    select
        populations.measure,
        counts.time_period,
        counts.borough_code,
        cast(sum(counts.children) as bigint) as children
    from counts
    inner join populations on counts.measure = populations.counted_by
    group by
        populations.measure,
        counts.time_period,
        counts.borough_code
)

select * from totals
