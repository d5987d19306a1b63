with
submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

bounded as (
    select
        submission_id,
        borough_code,
        {{ months_before('period_end', 6) }} as window_start_date,
        period_end as window_end_date,
        max(period_end) over (partition by borough_code) as latest_period_end
    from submissions
)

select * from bounded
