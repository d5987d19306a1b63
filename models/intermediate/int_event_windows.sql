with
submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

lists as (
    select * from {{ ref('stg_register__submission_lists') }}
),

sources as (
    select * from {{ ref('mart_sources') }}
),

readable as (
    select distinct
        mart,
        submission_id
    from {{ ref('int_event_tellings') }}
),

-- A list of rows in which no event can be read says nothing of what it does not hold.
telling as (
    select distinct
        sources.mart,
        submissions.submission_id,
        submissions.borough_code,
        submissions.return_name,
        submissions.period_end,
        case
            when submissions.return_name = 'annex_a'
                then {{ months_before('submissions.period_end', 6) }}
            else {{ months_before('submissions.period_end', 12) }}
        end as window_start_date,
        -- An extract made on the 5th knows no more of its month than that; a yearly
        -- return knows its whole year, unless it came before the year was over.
        case
            when submissions.return_name = 'annex_a' then submissions.latest_event_date
            else least(submissions.period_end, submissions.received_date)
        end as window_end_date
    from submissions
    inner join lists on submissions.submission_id = lists.submission_id
    inner join sources
        on
            submissions.return_name = sources.return_name
            and lists.table_name = sources.table_name
    left join readable
        on
            sources.mart = readable.mart
            and submissions.submission_id = readable.submission_id
    where lists.rows_landed = 0 or readable.submission_id is not null
),

ordered as (
    select
        *,
        max(window_end_date) over (
            partition by mart, borough_code
            order by window_start_date, window_end_date, submission_id
            rows between unbounded preceding and 1 preceding
        ) as told_until_date
    from telling
),

-- A window that begins over a week after all before it have ended begins a new stretch:
-- what happened in between was never sent. (A week may well hold no event.)
numbered as (
    select
        *,
        sum(case when window_start_date <= told_until_date + 7 then 0 else 1 end) over (
            partition by mart, borough_code
            order by window_start_date, window_end_date, submission_id
            rows unbounded preceding
        ) as stretch
    from ordered
),

stretched as (
    select
        mart,
        submission_id,
        borough_code,
        return_name,
        period_end,
        window_start_date,
        window_end_date,
        min(window_start_date) over (partition by mart, borough_code, stretch)
            as covered_since_date,
        max(window_end_date) over (partition by mart, borough_code, stretch)
            as covered_until_date
    from numbered
)

select * from stretched
