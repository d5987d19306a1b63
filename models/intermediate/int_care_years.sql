-- An SSDA903 tells of the whole year that it ends with; one sent before that day does
-- not yet.
with
windows as (
    select * from {{ ref('int_event_windows') }}
    where
        mart = 'cla_episodes'
        and month(window_end_date) = 3
        and day(window_end_date) = 31
),

years as (
    select
        borough_code,
        {{ financial_year('window_end_date') }} as time_period,
        window_end_date as count_date,
        min(covered_since_date) as covered_since_date
    from windows
    group by
        borough_code,
        window_end_date
)

select * from years
