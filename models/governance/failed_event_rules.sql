with
tellings as (
    select * from {{ ref('int_event_tellings') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_event_standings') }}
),

in_force as (
    select * from {{ ref('int_events_in_force') }}
),

children as (
    select * from {{ ref('children') }}
),

windows as (
    select * from {{ ref('int_event_windows') }}
    where mart = 'initial_conferences'
),

referrals as (
    select * from {{ ref('referrals') }}
),

assessments as (
    select * from {{ ref('assessments') }}
),

enquiries as (
    select * from {{ ref('s47_enquiries') }}
),

conferences as (
    select * from {{ ref('initial_conferences') }}
),

in_need_plans as (
    select
        *,
        max(coalesce(cin_plan_end_date, date '9999-12-31')) over (
            partition by child_key, is_gone_later
            order by cin_plan_start_date
            rows between unbounded preceding and 1 preceding
        ) as planned_until_date
    from {{ ref('cin_plans') }}
),

plans as (
    select
        *,
        max(coalesce(cp_plan_end_date, date '9999-12-31')) over (
            partition by child_key, is_gone_later
            order by cp_plan_start_date
            rows between unbounded preceding and 1 preceding
        ) as protected_until_date
    from {{ ref('cp_plans') }}
),

steps as (
    select * from {{ ref('journey_steps') }}
    where step = 'cp_plan'
),

failures as (
    select
        'gone_later' as rule_id,
        mart,
        event_key
    from standings
    where is_gone_later and restated_as_key is null
    union all
    select
        'start_restated' as rule_id,
        mart,
        event_key
    from standings
    where restated_as_key is not null
    union all
    select
        'returns_disagree' as rule_id,
        mart,
        event_key
    from in_force
    where not do_returns_agree
    union all
    select
        'referral_before_conception' as rule_id,
        'referrals' as mart,
        referrals.referral_key as event_key
    from referrals
    inner join children on referrals.child_key = children.child_key
    where referrals.referral_date < children.birth_month - 280
    union all
    select
        'referral_to_open_case' as rule_id,
        'referrals' as mart,
        referral_key as event_key
    from referrals
    where is_to_open_case
    union all
    select
        'assessment_before_referral' as rule_id,
        'assessments' as mart,
        assessment_key as event_key
    from assessments
    where assessment_start_date < referral_date
    union all
    select
        's47_before_referral' as rule_id,
        's47_enquiries' as mart,
        s47_enquiry_key as event_key
    from enquiries
    where s47_start_date < referral_date
    union all
    select
        'conference_before_s47' as rule_id,
        'initial_conferences' as mart,
        initial_conference_key as event_key
    from conferences
    where initial_conference_date < s47_start_date
    union all
    select
        'cin_plan_before_referral' as rule_id,
        'cin_plans' as mart,
        cin_plan_key as event_key
    from in_need_plans
    where cin_plan_start_date < referral_date
    union all
    select
        'cin_plans_overlap' as rule_id,
        'cin_plans' as mart,
        cin_plan_key as event_key
    from in_need_plans
    where cin_plan_start_date < planned_until_date
    union all
    select distinct
        'cin_plan_during_cp_plan' as rule_id,
        'cin_plans' as mart,
        in_need_plans.cin_plan_key as event_key
    from in_need_plans
    inner join plans
        on
            in_need_plans.child_key = plans.child_key
            and in_need_plans.cin_plan_start_date
            < coalesce(plans.cp_plan_end_date, date '9999-12-31')
            and plans.cp_plan_start_date
            < coalesce(in_need_plans.cin_plan_end_date, date '9999-12-31')
    union all
    select
        'cp_plans_overlap' as rule_id,
        'cp_plans' as mart,
        cp_plan_key as event_key
    from plans
    where cp_plan_start_date < protected_until_date
    union all
    select
        'cp_plan_not_on_conference_day' as rule_id,
        'cp_plans' as mart,
        event_key
    from steps
    where parent_step = 'initial_conference' and step_date != parent_date
    union all
    select
        'cp_plan_without_conference' as rule_id,
        'cp_plans' as mart,
        steps.event_key
    from steps
    -- A plan older than the enquiries that were sent had its conference before them.
    semi join windows
        on
            steps.borough_code = windows.borough_code
            and steps.step_date between windows.window_start_date
            and windows.window_end_date
    where steps.parent_step is distinct from 'initial_conference'
),

failed as (
    select
        tellings.return_name,
        tellings.table_name,
        tellings.submission_id,
        tellings.source_row,
        tellings.mart,
        failures.rule_id
    from failures
    inner join tellings
        on
            failures.mart = tellings.mart
            and failures.event_key = tellings.event_key
)

select * from failed
