with
safeguarding as (
    select * from {{ ref('benchmark_safeguarding_events') }}
),

care as (
    select * from {{ ref('benchmark_care_events') }}
),

-- A join on either of two conditions would hold every event against every year.
years as (
    select
        measure,
        borough_code,
        time_period,
        case
            when days_to_judge > 0 then judged_until_date
            else cast('9999-12-31' as date)
        end as last_judged_date
    from {{ ref('benchmark_years') }}
),

children as (
    select * from {{ ref('children') }}
),

codes as (
    select * from {{ ref('ethnic_groups') }}
),

events as (
    select * from safeguarding
    union all
    select * from care
),

described as (
    select
        events.measure,
        events.event_key,
        events.borough_code,
        events.child_key,
        events.counted_date,
        {{ financial_year('events.counted_date') }} as time_period,
        {{ months_between('children.birth_month', 'events.counted_date') }}
            as age_months,
        children.sex,
        {{ ethnicity_or_unknown('children.ethnicity_code') }} as ethnicity_code,
        events.is_in_numerator
    from events
    inner join children on events.child_key = children.child_key
    where events.is_in_numerator is not null
),

-- What could still follow is unknown, not no; a year not wholly sent is left out.
judged as (
    select
        described.measure,
        described.event_key,
        described.borough_code,
        described.child_key,
        described.counted_date,
        described.time_period,
        {{ age_band('described.age_months', 'described.sex') }} as age_band,
        case
            when described.sex in ('F', 'M') and described.age_months is not null
                then described.sex
            else 'U'
        end as sex_code,
        codes.ethnic_group,
        described.is_in_numerator
    from described
    inner join codes on described.ethnicity_code = codes.ethnicity_code
    semi join years
        on
            described.measure = years.measure
            and described.borough_code = years.borough_code
            and described.time_period = years.time_period
            and described.counted_date <= years.last_judged_date
)

select * from judged
