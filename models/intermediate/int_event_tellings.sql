with
tellings as (
    select
        'referrals' as mart,
        referral_key as event_key,
        child_key,
        borough_code,
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        outcome,
        referral_date as event_date,
        cast(null as date) as settled_date,
        is_no_further_action as told_answer,
        is_open_when_told
    from {{ ref('int_referral_versions') }}
    where set_aside_reason is null
    union all
    select
        'assessments' as mart,
        assessment_key as event_key,
        child_key,
        borough_code,
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        outcome,
        assessment_start_date as event_date,
        assessment_authorisation_date as settled_date,
        cast(null as boolean) as told_answer,
        assessment_authorisation_date is null as is_open_when_told
    from {{ ref('int_assessment_versions') }}
    where set_aside_reason is null
    union all
    select
        's47_enquiries' as mart,
        s47_enquiry_key as event_key,
        child_key,
        borough_code,
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        outcome,
        s47_start_date as event_date,
        initial_conference_date as settled_date,
        cast(null as boolean) as told_answer,
        false as is_open_when_told
    from {{ ref('int_s47_enquiry_versions') }}
    where set_aside_reason is null
    union all
    select
        'initial_conferences' as mart,
        initial_conference_key as event_key,
        child_key,
        borough_code,
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        outcome,
        initial_conference_date as event_date,
        cast(null as date) as settled_date,
        cast(null as boolean) as told_answer,
        false as is_open_when_told
    from {{ ref('int_initial_conference_versions') }}
    where set_aside_reason is null
    union all
    select
        'cin_episodes' as mart,
        cin_episode_key as event_key,
        child_key,
        borough_code,
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        outcome,
        cin_start_date as event_date,
        cin_end_date as settled_date,
        cast(null as boolean) as told_answer,
        cin_end_date is null as is_open_when_told
    from {{ ref('int_cin_episode_versions') }}
    where set_aside_reason is null
    union all
    select
        'cin_plans' as mart,
        cin_plan_key as event_key,
        child_key,
        borough_code,
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        outcome,
        cin_plan_start_date as event_date,
        cin_plan_end_date as settled_date,
        cast(null as boolean) as told_answer,
        cin_plan_end_date is null as is_open_when_told
    from {{ ref('int_cin_plan_versions') }}
    where set_aside_reason is null
    union all
    select
        'cp_plans' as mart,
        cp_plan_key as event_key,
        child_key,
        borough_code,
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        outcome,
        cp_plan_start_date as event_date,
        cp_plan_end_date as settled_date,
        cast(null as boolean) as told_answer,
        cp_plan_end_date is null as is_open_when_told
    from {{ ref('int_cp_plan_versions') }}
    where set_aside_reason is null
    union all
    select
        'cla_episodes' as mart,
        cla_episode_key as event_key,
        child_key,
        borough_code,
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        outcome,
        episode_start_date as event_date,
        episode_end_date as settled_date,
        cast(null as boolean) as told_answer,
        false as is_open_when_told
    from {{ ref('int_cla_episode_versions') }}
    where set_aside_reason is null
),

latest as (
    select
        *,
        row_number() over (
            partition by mart, event_key, return_name
            order by
                period_end desc,
                coalesce(settled_date is null, false) asc,
                source_row desc
        ) = 1 as is_latest_of_return
    from tellings
)

select * from latest
