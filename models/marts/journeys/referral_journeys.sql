with
referrals as (
    select * from {{ ref('referrals') }}
    where not is_gone_later and not is_to_open_case
),

steps as (
    select
        referral_key,
        min(step_date) filter (where step = 'assessment') as first_assessment_date,
        min(step_date) filter (where step = 's47_enquiry') as first_s47_date,
        min(step_date) filter (where step = 'initial_conference')
            as first_conference_date,
        min(step_date) filter (where step = 'cp_plan') as first_cp_plan_date,
        min(step_date) filter (where step = 'care_entry') as first_care_entry_date
    from {{ ref('journey_steps') }}
    group by referral_key
),

windows as (
    select distinct
        mart,
        borough_code,
        covered_since_date,
        covered_until_date
    from {{ ref('int_event_windows') }}
),

followed as (
    select
        referrals.referral_key,
        referrals.child_key,
        referrals.borough_code,
        referrals.referral_date,
        referrals.referral_date + 30 as matured_date,
        referrals.is_no_further_action,
        steps.first_assessment_date,
        steps.first_s47_date,
        steps.first_conference_date,
        steps.first_cp_plan_date,
        steps.first_care_entry_date,
        assessed.covered_until_date as assessments_until_date,
        enquired.covered_until_date as s47_until_date
    from referrals
    left join steps on referrals.referral_key = steps.referral_key
    left join windows as assessed
        on
            assessed.mart = 'assessments'
            and referrals.borough_code = assessed.borough_code
            and referrals.referral_date between assessed.covered_since_date
            and assessed.covered_until_date
    left join windows as enquired
        on
            enquired.mart = 's47_enquiries'
            and referrals.borough_code = enquired.borough_code
            and referrals.referral_date between enquired.covered_since_date
            and enquired.covered_until_date
),

-- What could still follow is unknown, not no; so is what no submission had to tell.
judged as (
    select
        *,
        case
            when first_assessment_date is not null then true
            when matured_date <= assessments_until_date then false
        end as has_assessment,
        case
            when first_s47_date is not null then true
            when matured_date <= s47_until_date then false
        end as has_s47
    from followed
),

named as (
    select
        referral_key,
        child_key,
        borough_code,
        referral_date,
        matured_date,
        is_no_further_action,
        first_assessment_date,
        first_s47_date,
        first_conference_date,
        first_cp_plan_date,
        first_care_entry_date,
        has_assessment,
        has_s47,
        case
            when has_assessment and has_s47 then 'both'
            when assessments_until_date is null or s47_until_date is null
                then 'not covered'
            when has_assessment is null or has_s47 is null then 'too recent'
            when has_s47 then 'Section 47'
            when has_assessment then 'Section 17'
            else 'no further action'
        end as referral_outcome
    from judged
)

select * from named
