with
rules as (
    select * from {{ ref('data_quality_rules') }}
),

events as (
    select * from {{ ref('landed_row_events') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

failed as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        mart,
        rule_id,
        cast(null as varchar) as column_name,
        cast(null as varchar) as expected_type
    from {{ ref('failed_event_rules') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        mart,
        rule_id,
        cast(null as varchar) as column_name,
        cast(null as varchar) as expected_type
    from {{ ref('failed_care_rules') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        cast(null as varchar) as mart,
        'unreadable_value' as rule_id,
        column_name,
        expected_type
    from {{ ref('unreadable_cells') }}
    union all
    -- Set aside: the reason is the rule.
    select
        events.return_name,
        events.table_name,
        events.submission_id,
        events.source_row,
        events.mart,
        rules.rule_id,
        cast(null as varchar) as column_name,
        cast(null as varchar) as expected_type
    from events
    inner join rules
        on
            events.mart = rules.mart
            and events.set_aside_reason = rules.set_aside_reason
),

described as (
    select
        failed.rule_id,
        submissions.borough_code,
        failed.return_name,
        failed.table_name,
        failed.submission_id,
        failed.source_row,
        failed.mart,
        failed.column_name,
        failed.expected_type,
        rules.severity,
        rules.who_mends,
        rules.dfe_return,
        rules.dfe_rule
    from failed
    inner join submissions on failed.submission_id = submissions.submission_id
    left join rules on failed.rule_id = rules.rule_id
)

select * from described
