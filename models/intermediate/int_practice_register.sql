with
entries as (
    select * from {{ ref('practice_register') }}
    where is_made_up = {{ var('is_made_up_london') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

-- The first that holds a day of the new practice; and whoever runs a service sees a
-- quarter of it without any return.
seen as (
    select
        entries.practice,
        min(submissions.received_date) as first_received_date
    from entries
    inner join submissions
        on
            entries.borough_code = submissions.borough_code
            and entries.starts_on <= submissions.period_end
    group by entries.practice
),

judged as (
    select
        entries.practice,
        entries.borough_code,
        entries.measure,
        entries.change_of_practice,
        entries.starts_on,
        entries.expected_direction,
        entries.registered_on,
        least(
            seen.first_received_date,
            cast(entries.starts_on + interval 3 month as date)
        ) as result_visible_date
    from entries
    left join seen on entries.practice = seen.practice
),

accepted as (
    select
        *,
        registered_on < result_visible_date as is_accepted
    from judged
)

select * from accepted
