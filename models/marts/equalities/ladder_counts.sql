-- What the borough has taken back counts nowhere, nor a referral to an open case.
with
referrals as (
    select * from {{ ref('referrals') }}
    where not is_gone_later and not is_to_open_case
),

enquiries as (
    select * from {{ ref('s47_enquiries') }}
    where not is_gone_later
),

conferences as (
    select * from {{ ref('initial_conferences') }}
    where not is_gone_later
),

plans as (
    select * from {{ ref('cp_plans') }}
    where not is_gone_later
),

children as (
    select * from {{ ref('children') }}
),

codes as (
    select * from {{ ref('ethnic_groups') }}
),

enquiry_windows as (
    select * from {{ ref('int_extract_windows') }}
    where measure = 's47_given_referral'
),

plan_windows as (
    select * from {{ ref('int_extract_windows') }}
    where measure = 'plan_given_s47'
),

-- The whole climb may take 30, 60 and 45 days; who was referred too late for it, or
-- where no list told of enquiries or of plans all the while, is not judged.
judged as (
    select referrals.*
    from referrals
    semi join enquiry_windows
        on
            referrals.borough_code = enquiry_windows.borough_code
            and referrals.referral_date >= enquiry_windows.window_start_date
            and referrals.referral_date <= enquiry_windows.window_end_date
            and referrals.referral_date + 135 <= enquiry_windows.covered_until_date
    semi join plan_windows
        on
            referrals.borough_code = plan_windows.borough_code
            and referrals.referral_date >= plan_windows.window_start_date
            and referrals.referral_date <= plan_windows.window_end_date
            and referrals.referral_date + 135 <= plan_windows.covered_until_date
),

-- A rung counts only when every one below it was climbed.
climbed as (
    select
        {{ financial_year('judged.referral_date') }} as time_period,
        judged.borough_code,
        judged.child_key,
        max(
            case
                when plans.child_key is not null then 3
                when conferences.child_key is not null then 2
                when enquiries.child_key is not null then 1
                else 0
            end
        ) as rung
    from judged
    left join enquiries
        on
            judged.child_key = enquiries.child_key
            and judged.referral_date <= enquiries.s47_start_date
            and enquiries.s47_start_date <= judged.referral_date + 30
    left join conferences
        on
            enquiries.child_key = conferences.child_key
            and enquiries.s47_start_date <= conferences.initial_conference_date
            and conferences.initial_conference_date <= enquiries.s47_start_date + 60
    left join plans
        on
            conferences.child_key = plans.child_key
            and conferences.initial_conference_date <= plans.cp_plan_start_date
            and plans.cp_plan_start_date <= conferences.initial_conference_date + 45
    group by
        {{ financial_year('judged.referral_date') }},
        judged.borough_code,
        judged.child_key
),

climbers as (
    select
        climbed.time_period,
        climbed.borough_code,
        climbed.child_key,
        climbed.rung,
        {{ ethnicity_or_unknown('children.ethnicity_code') }} as ethnicity_code
    from climbed
    inner join children on climbed.child_key = children.child_key
),

areas as (
    select distinct
        time_period,
        borough_code
    from climbers
),

rungs (furthest_step, rung) as (
    values ('referral', 0), ('s47', 1), ('conference', 2), ('plan', 3)
),

counted as (
    select
        areas.time_period,
        areas.borough_code,
        codes.ethnicity_code,
        rungs.furthest_step,
        count(climbers.child_key) as children
    from areas
    cross join codes
    cross join rungs
    left join climbers
        on
            areas.time_period = climbers.time_period
            and areas.borough_code = climbers.borough_code
            and codes.ethnicity_code = climbers.ethnicity_code
            and rungs.rung = climbers.rung
    group by
        areas.time_period,
        areas.borough_code,
        codes.ethnicity_code,
        rungs.furthest_step
)

select * from counted
