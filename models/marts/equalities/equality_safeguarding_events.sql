-- What the borough has taken back counts nowhere, nor a referral to an open case.
with
referrals as (
    select * from {{ ref('referrals') }}
    where not is_gone_later and not is_to_open_case
),

assessments as (
    select * from {{ ref('assessments') }}
    where not is_gone_later
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

-- Whose start nobody told may have entered care years before.
entries as (
    select * from {{ ref('periods_of_care') }}
    where is_start_known
),

-- A child already on a plan that day cannot get one.
enquiries_without_plan as (
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

events as (
    {{ followed(
        'assessment_given_referral', 'referrals', 'referral_date',
        'assessments', 'assessment_start_date', 30
    ) }}
    union all
    -- A Section 47 enquiry may follow a referral by 30 days: later ones are another's.
    {{ followed(
        's47_given_referral', 'referrals', 'referral_date',
        'enquiries', 's47_start_date', 30
    ) }}
    union all
    {{ followed(
        'conference_given_s47', 'enquiries', 's47_start_date',
        'conferences', 'initial_conference_date', 60
    ) }}
    union all
    {{ followed(
        'plan_given_conference', 'conferences', 'initial_conference_date',
        'plans', 'cp_plan_start_date', 45
    ) }}
    union all
    {{ followed(
        'plan_given_s47', 'enquiries_without_plan', 's47_start_date',
        'plans', 'cp_plan_start_date', 60
    ) }}
    union all
    {{ followed(
        'care_given_referral', 'referrals', 'referral_date',
        'entries', 'care_start_date', 182
    ) }}
    union all
    {{ happened('referral_given_population', 'referrals', 'referral_date') }}
    union all
    {{ happened('s47_given_population', 'enquiries', 's47_start_date') }}
    union all
    {{ happened(
        'conference_given_population', 'conferences', 'initial_conference_date'
    ) }}
    union all
    {{ happened('plan_given_population', 'plans', 'cp_plan_start_date') }}
    union all
    {{ happened('care_given_population', 'entries', 'care_start_date') }}
),

{{ told_once('events') }}

select * from told_once
