with
submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

lists as (
    select
        submission_id,
        sum(rows_landed) as rows_landed
    from {{ ref('stg_register__submission_lists') }}
    group by submission_id
),

due as (
    select
        submissions.submission_id,
        submissions.borough_code,
        submissions.return_name,
        submissions.period_end,
        submissions.received_date,
        submissions.delete_date,
        lists.rows_landed
    from submissions
    inner join lists on submissions.submission_id = lists.submission_id
)

select * from due
