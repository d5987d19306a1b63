with
landed as (
    select
        'referrals' as table_name,
        'referrals' as mart,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'referrals') }}
    union all
    select
        'assessments' as table_name,
        'assessments' as mart,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'assessments') }}
    union all
    select
        'section_47_enquiries' as table_name,
        's47_enquiries' as mart,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'section_47_enquiries') }}
    union all
    select
        'children_in_need' as table_name,
        'cin_episodes' as mart,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'children_in_need') }}
    union all
    select
        'child_protection' as table_name,
        'cp_plans' as mart,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'child_protection') }}
    union all
    select
        'children_looked_after' as table_name,
        'periods_of_care' as mart,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'children_looked_after') }}
),

judged as (
    select
        'referrals' as table_name,
        submission_id,
        source_row,
        outcome,
        set_aside_reason
    from {{ ref('int_referral_versions') }}
    union all
    select
        'assessments' as table_name,
        submission_id,
        source_row,
        outcome,
        set_aside_reason
    from {{ ref('int_assessment_versions') }}
    union all
    select
        'section_47_enquiries' as table_name,
        submission_id,
        source_row,
        outcome,
        set_aside_reason
    from {{ ref('int_s47_enquiry_versions') }}
    union all
    select
        'children_in_need' as table_name,
        submission_id,
        source_row,
        outcome,
        set_aside_reason
    from {{ ref('int_cin_episode_versions') }}
    union all
    select
        'child_protection' as table_name,
        submission_id,
        source_row,
        outcome,
        set_aside_reason
    from {{ ref('int_cp_plan_versions') }}
    union all
    select
        'children_looked_after' as table_name,
        submission_id,
        source_row,
        outcome,
        set_aside_reason
    from {{ ref('int_period_of_care_versions') }}
),

-- A row that staging did not let through is a restricted child's: held, and not used.
settled as (
    select
        landed.table_name,
        landed.submission_id,
        landed.source_row,
        coalesce(judged.outcome, 'restricted') as outcome,
        judged.set_aside_reason,
        case when judged.outcome = 'in marts' then landed.mart end as mart
    from landed
    left join judged
        on
            landed.table_name = judged.table_name
            and landed.submission_id = judged.submission_id
            and landed.source_row = judged.source_row
)

select * from settled
