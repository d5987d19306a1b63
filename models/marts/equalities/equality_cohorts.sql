with
children as (
    select * from {{ ref('children') }}
),

windows as (
    select * from {{ ref('int_extract_windows') }}
),

referrals as (
    select * from {{ ref('referrals') }}
),

enquiries as (
    select * from {{ ref('s47_enquiries') }}
),

plans as (
    select * from {{ ref('cp_plans') }}
),

-- Whose start nobody told may have entered care years before.
periods as (
    select * from {{ ref('periods_of_care') }}
    where is_start_known
),

spells as (
    select * from {{ ref('legal_status_spells') }}
    where legal_status_code is not null
),

-- A Section 47 enquiry may follow a referral by 30 days: later ones belong to another.
referred as (
    select
        's47_given_referral' as measure,
        referrals.child_key,
        referrals.borough_code,
        referrals.referral_date as cohort_date,
        30 as days_to_judge,
        enquiries.child_key is not null as is_outcome
    from referrals
    left join enquiries
        on
            referrals.child_key = enquiries.child_key
            and referrals.referral_date <= enquiries.s47_start_date
            and enquiries.s47_start_date <= referrals.referral_date + 30
),

-- A child already on a plan that day cannot get one.
without_plan as (
    select enquiries.*
    from enquiries
    anti join plans
        on
            enquiries.child_key = plans.child_key
            and enquiries.s47_start_date > plans.cp_plan_start_date
            and {{ is_open_on(
                'plans.cp_plan_start_date',
                'plans.cp_plan_end_date',
                'enquiries.s47_start_date'
            ) }}
),

-- A plan may follow the enquiry by 60 days.
enquired as (
    select
        'plan_given_s47' as measure,
        without_plan.child_key,
        without_plan.borough_code,
        without_plan.s47_start_date as cohort_date,
        60 as days_to_judge,
        plans.child_key is not null as is_outcome
    from without_plan
    left join plans
        on
            without_plan.child_key = plans.child_key
            and without_plan.s47_start_date <= plans.cp_plan_start_date
            and plans.cp_plan_start_date <= without_plan.s47_start_date + 60
),

-- An order at any time in the period of care; where Annex A alone tells of it, only the
-- latest status is known, and an order that came and went is not seen. A period without
-- any legal status is not judged: unknown is not no.
entered_care as (
    select
        'care_order_given_entry' as measure,
        periods.child_key,
        periods.borough_code,
        periods.care_start_date as cohort_date,
        0 as days_to_judge,
        spells.is_care_order as is_outcome
    from periods
    inner join spells on periods.period_of_care_key = spells.period_of_care_key
),

events as (
    select * from referred
    union all
    select * from enquired
    union all
    select * from entered_care
),

-- What could still happen is unknown, not no; what no return had to hold is left out.
judged as (
    select events.*
    from events
    semi join windows
        on
            events.measure = windows.measure
            and events.borough_code = windows.borough_code
            and events.cohort_date >= windows.window_start_date
            and events.cohort_date <= windows.window_end_date
            and events.cohort_date + events.days_to_judge <= windows.covered_until_date
),

counted_once as (
    select
        judged.measure,
        {{ financial_year('judged.cohort_date') }} as time_period,
        judged.borough_code,
        judged.child_key,
        any_value(
            case
                when children.ethnicity_code is null then 'UNKN'
                when children.ethnicity_code in ('REFU', 'NOBT') then 'UNKN'
                else children.ethnicity_code
            end
        ) as ethnicity_code,
        bool_or(judged.is_outcome) as is_outcome
    from judged
    inner join children on judged.child_key = children.child_key
    group by
        judged.measure,
        {{ financial_year('judged.cohort_date') }},
        judged.borough_code,
        judged.child_key
)

select * from counted_once
