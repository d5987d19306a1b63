with
submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

lists as (
    select * from {{ ref('stg_register__submission_lists') }}
),

rejected as (
    select
        submission_id,
        list_label,
        sum(row_count) as rows_rejected
    from {{ ref('stg_register__rejected_rows') }}
    group by
        submission_id,
        list_label
),

outcomes as (
    select
        submission_id,
        table_name,
        count(*) filter (where outcome = 'in marts') as rows_in_marts,
        count(*) filter (where outcome = 'superseded') as rows_superseded,
        count(*) filter (where outcome = 'set aside') as rows_set_aside,
        count(*) filter (where outcome = 'restricted') as rows_restricted
    from {{ ref('landed_row_outcomes') }}
    group by
        submission_id,
        table_name
),

logged as (
    select
        submissions.submission_id,
        submissions.borough_code,
        submissions.return_name,
        submissions.period_end,
        submissions.received_date,
        submissions.delete_date,
        lists.list_label,
        lists.table_name,
        lists.rows_read,
        lists.rows_landed,
        coalesce(rejected.rows_rejected, 0) as rows_rejected,
        coalesce(outcomes.rows_in_marts, 0) as rows_in_marts,
        coalesce(outcomes.rows_superseded, 0) as rows_superseded,
        coalesce(outcomes.rows_set_aside, 0) as rows_set_aside,
        coalesce(outcomes.rows_restricted, 0) as rows_restricted
    from submissions
    inner join lists on submissions.submission_id = lists.submission_id
    left join rejected
        on
            lists.submission_id = rejected.submission_id
            and lists.list_label = rejected.list_label
    left join outcomes
        on
            lists.submission_id = outcomes.submission_id
            and lists.table_name = outcomes.table_name
)

select * from logged
