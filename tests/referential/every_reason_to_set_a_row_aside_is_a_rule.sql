with
events as (
    select * from {{ ref('landed_row_events') }}
    where outcome = 'set aside'
),

rules as (
    select * from {{ ref('data_quality_rules') }}
),

without_rule as (
    select distinct
        events.mart,
        events.set_aside_reason
    from events
    anti join rules
        on
            events.mart = rules.mart
            and events.set_aside_reason = rules.set_aside_reason
)

select * from without_rule
