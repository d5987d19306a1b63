-- depends_on: {{ ref('column_register') }}
with
submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

boroughs as (
    select * from {{ ref('boroughs') }}
),

by_month as (
    select distinct
        borough_code,
        return_name,
        {{ financial_year('period_end') }} as time_period,
        strftime(period_end, '%Y%m') as period_month
    from submissions
),

-- What anybody sent is asked of everybody.
asked as (
    select distinct
        return_name,
        time_period,
        period_month
    from by_month
),

published as (
    select
        asked.return_name as submitted_return,
        asked.time_period,
        asked.period_month,
        boroughs.gss_code as area_gss_code,
        boroughs.borough_name as area_name,
        case when by_month.borough_code is null then 'not sent' else 'sent' end
            as submission_status
    from asked
    cross join boroughs
    left join by_month
        on
            asked.return_name = by_month.return_name
            and asked.period_month = by_month.period_month
            and boroughs.borough_code = by_month.borough_code
)

select * from published
