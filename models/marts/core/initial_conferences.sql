with
versions as (
    select * from {{ ref('int_initial_conference_versions') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_events_in_force') }}
    where mart = 'initial_conferences'
),

timed as (
    select
        versions.initial_conference_key,
        versions.child_key,
        versions.borough_code,
        versions.nested_referral_date as referral_date,
        versions.s47_start_date,
        versions.initial_conference_date,
        {{ working_days(
            'versions.s47_start_date', 'versions.initial_conference_date'
        ) }} as working_days_from_s47,
        versions.is_plan_agreed,
        standings.is_told_by_annex_a,
        standings.is_told_by_cin_census,
        standings.do_returns_agree,
        standings.is_gone_later
    from versions
    inner join standings on versions.initial_conference_key = standings.event_key
),

-- Without an enquiry (a transfer in) there is nothing to be in time for; before its
-- enquiry it is a slip, and neither in time nor late.
judged as (
    select
        initial_conference_key,
        child_key,
        borough_code,
        referral_date,
        s47_start_date,
        initial_conference_date,
        working_days_from_s47,
        case
            when s47_start_date <= initial_conference_date
                then working_days_from_s47 <= 15
        end as is_within_15_working_days,
        is_plan_agreed,
        is_told_by_annex_a,
        is_told_by_cin_census,
        do_returns_agree,
        is_gone_later
    from timed
)

select * from judged
