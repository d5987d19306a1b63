with
versions as (
    select * from {{ ref('int_cla_review_versions') }}
    where outcome = 'in marts'
),

periods as (
    select * from {{ ref('periods_of_care') }}
),

windows as (
    select
        borough_code,
        min(window_start_date) as first_told_date
    from {{ ref('int_event_windows') }}
    where mart = 'cla_episodes'
    group by borough_code
),

-- On the day care ends a review is still of that care; the later period has it if one
-- begins that day.
in_care as (
    select
        versions.cla_review_key,
        periods.period_of_care_key,
        versions.child_key,
        versions.borough_code,
        versions.cla_review_date,
        periods.care_start_date,
        coalesce(
            periods.is_start_known
            and periods.care_start_date >= windows.first_told_date,
            false
        ) as is_care_seen_from_its_start
    from versions
    left join windows on versions.borough_code = windows.borough_code
    left join periods
        on
            versions.child_key = periods.child_key
            and versions.cla_review_date >= periods.care_start_date
            and versions.cla_review_date
            <= coalesce(periods.care_end_date, date '9999-12-31')
    qualify
        row_number() over (
            partition by versions.cla_review_key
            order by periods.care_start_date desc nulls last
        ) = 1
),

ordered as (
    select
        *,
        row_number() over period_order as review_number,
        lag(cla_review_date) over period_order as previous_cla_review_date
    from in_care
    window
        period_order as (
            partition by child_key, period_of_care_key order by cla_review_date
        )
),

-- The first is due in 20 working days, the second three months later, each other
-- within six. Which is the first, if care began before what we hold, nobody knows.
judged as (
    select
        cla_review_key,
        period_of_care_key,
        child_key,
        borough_code,
        cla_review_date,
        previous_cla_review_date,
        case
            when period_of_care_key is null then null
            when is_care_seen_from_its_start and review_number = 1
                then {{ working_days('care_start_date', 'cla_review_date') }} <= 20
            when is_care_seen_from_its_start and review_number = 2
                then cla_review_date <= previous_cla_review_date + interval 3 month
            else cla_review_date <= previous_cla_review_date + interval 6 month
        end as is_on_time
    from ordered
)

select * from judged
