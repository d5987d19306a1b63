with
holidays as (
    select * from {{ ref('bank_holidays') }}
),

days as (
    select cast(unnest(generate_series(
        date '2012-01-01', date '2030-12-31', interval 1 day
    )) as date) as calendar_date
),

judged as (
    select
        days.calendar_date,
        isodow(days.calendar_date) <= 5 and holidays.holiday_date is null
            as is_working_day
    from days
    left join holidays on days.calendar_date = holidays.holiday_date
),

numbered as (
    select
        calendar_date,
        is_working_day,
        sum(case when is_working_day then 1 else 0 end)
            over (order by calendar_date) as working_day_number
    from judged
)

select * from numbered
