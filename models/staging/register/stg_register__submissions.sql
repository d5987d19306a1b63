with
source as (
    select * from {{ source('register', 'submissions') }}
),

standing as (
    select
        submission_id,
        borough_code,
        return_name,
        period_end,
        latest_event_date,
        cast(received_at as date) as received_date,
        delete_on as delete_date
    from source
    where superseded_by is null
)

select * from standing
