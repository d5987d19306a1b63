with
periods as (
    select * from {{ ref('int_care_periods') }}
),

extracts as (
    select * from {{ ref('int_period_of_care_versions') }}
),

-- A row of Annex A list 8 is in the marts unless SSDA903 episodes tell its period.
list_8 as (
    select
        extracts.return_name,
        extracts.table_name,
        extracts.submission_id,
        extracts.source_row,
        'periods_of_care' as mart,
        case
            when extracts.outcome = 'in marts' and periods.submission_id is null
                then 'superseded'
            else extracts.outcome
        end as outcome,
        extracts.set_aside_reason
    from extracts
    left join periods
        on
            extracts.submission_id = periods.submission_id
            and extracts.source_row = periods.source_row
),

-- These say who a child is and tell of no event: children is made of all of them.
identities as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'children' as mart,
        'in marts' as outcome,
        cast(null as varchar) as set_aside_reason
    from {{ ref('int_child_sightings') }}
    where table_name in ('child_identifiers', 'child_characteristics', 'header')
),

-- Replaced, since its start was restated: the event holds under another day.
restated as (
    select
        mart,
        event_key
    from {{ ref('int_event_standings') }}
    where restated_as_key is not null
),

removed as (
    select
        'cla_episodes' as mart,
        submission_id,
        source_row
    from {{ ref('int_cla_episode_repairs') }}
    where is_removed
),

told as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'referrals' as mart,
        referral_key as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_referral_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'assessments' as mart,
        assessment_key as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_assessment_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        's47_enquiries' as mart,
        s47_enquiry_key as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_s47_enquiry_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'initial_conferences' as mart,
        initial_conference_key as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_initial_conference_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'cin_episodes' as mart,
        cin_episode_key as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_cin_episode_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'cin_plans' as mart,
        cin_plan_key as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_cin_plan_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'cp_plans' as mart,
        cp_plan_key as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_cp_plan_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'cp_reviews' as mart,
        cast(null as varchar) as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_cp_review_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'cla_episodes' as mart,
        cla_episode_key as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_cla_episode_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'cla_reviews' as mart,
        cast(null as varchar) as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_cla_review_versions') }}
    union all
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        'adoption_decisions' as mart,
        cast(null as varchar) as event_key,
        outcome,
        set_aside_reason
    from {{ ref('int_adoption_decision_versions') }}
),

events as (
    select
        told.return_name,
        told.table_name,
        told.submission_id,
        told.source_row,
        told.mart,
        case
            when
                told.outcome = 'in marts'
                and (restated.event_key is not null or removed.source_row is not null)
                then 'superseded'
            else told.outcome
        end as outcome,
        told.set_aside_reason
    from told
    left join restated
        on told.mart = restated.mart and told.event_key = restated.event_key
    left join removed
        on
            told.mart = removed.mart
            and told.submission_id = removed.submission_id
            and told.source_row = removed.source_row
    union all
    select * from list_8
    union all
    select * from identities
)

select * from events
