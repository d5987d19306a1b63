with
holidays as (
    select * from {{ ref('bank_holidays') }}
),

numbers (day_number) as (
    select * from range(0, 6940)
),

days as (
    select date '2012-01-01' + cast(day_number as integer) as calendar_date
    from numbers
),

judged as (
    select
        days.calendar_date,
        {{ is_weekday('days.calendar_date') }} and holidays.holiday_date is null
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
