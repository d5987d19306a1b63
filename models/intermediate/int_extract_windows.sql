with
submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

lists as (
    select * from {{ ref('stg_register__submission_lists') }}
),

sources as (
    select * from {{ ref('measure_sources') }}
),

-- An extract made on the 5th knows no more of its month than that.
bounded as (
    select
        submission_id,
        borough_code,
        return_name,
        case
            when return_name = 'annex_a' then {{ months_before('period_end', 6) }}
            else {{ months_before('period_end', 12) }}
        end as window_start_date,
        latest_event_date as window_end_date
    from submissions
),

telling as (
    select
        sources.measure,
        bounded.submission_id,
        bounded.borough_code,
        bounded.window_start_date,
        bounded.window_end_date
    from bounded
    inner join lists on bounded.submission_id = lists.submission_id
    inner join sources
        on
            bounded.return_name = sources.return_name
            and lists.table_name = sources.outcome_table
),

ordered as (
    select
        *,
        max(window_end_date) over (
            partition by measure, borough_code
            order by window_start_date, window_end_date
            rows between unbounded preceding and 1 preceding
        ) as covered_until_date
    from telling
),

-- A window that begins over a week after all before it have ended begins a new stretch:
-- what happened in between was never sent. (A week may well hold no event.)
numbered as (
    select
        *,
        sum(
            case
                when window_start_date <= covered_until_date + 7 then 0
                else 1
            end
        ) over (
            partition by measure, borough_code
            order by window_start_date, window_end_date
        ) as stretch
    from ordered
),

stretched as (
    select
        measure,
        submission_id,
        borough_code,
        window_start_date,
        window_end_date,
        max(window_end_date) over (
            partition by measure, borough_code, stretch
        ) as covered_until_date
    from numbered
)

select * from stretched
