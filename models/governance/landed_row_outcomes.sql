with
landed as (
    select
        'annex_a' as return_name,
        'referrals' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'referrals') }}
    union all
    select
        'annex_a' as return_name,
        'assessments' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'assessments') }}
    union all
    select
        'annex_a' as return_name,
        'section_47_enquiries' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'section_47_enquiries') }}
    union all
    select
        'annex_a' as return_name,
        'children_in_need' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'children_in_need') }}
    union all
    select
        'annex_a' as return_name,
        'child_protection' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'child_protection') }}
    union all
    select
        'annex_a' as return_name,
        'children_looked_after' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('annex_a', 'children_looked_after') }}
    union all
    select
        'cin_census' as return_name,
        'child_identifiers' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('cin_census', 'child_identifiers') }}
    union all
    select
        'cin_census' as return_name,
        'child_characteristics' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('cin_census', 'child_characteristics') }}
    union all
    select
        'cin_census' as return_name,
        'cin_details' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('cin_census', 'cin_details') }}
    union all
    select
        'cin_census' as return_name,
        'assessments' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('cin_census', 'assessments') }}
    union all
    select
        'cin_census' as return_name,
        'section_47_enquiries' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('cin_census', 'section_47_enquiries') }}
    union all
    select
        'cin_census' as return_name,
        'cin_plans' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('cin_census', 'cin_plans') }}
    union all
    select
        'cin_census' as return_name,
        'child_protection_plans' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('cin_census', 'child_protection_plans') }}
    union all
    select
        'cin_census' as return_name,
        'child_protection_reviews' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('cin_census', 'child_protection_reviews') }}
    union all
    select
        'ssda903' as return_name,
        'header' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('ssda903', 'header') }}
    union all
    select
        'ssda903' as return_name,
        'episodes' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('ssda903', 'episodes') }}
    union all
    select
        'ssda903' as return_name,
        'reviews' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('ssda903', 'reviews') }}
    union all
    select
        'ssda903' as return_name,
        'placed_for_adoption' as table_name,
        _submission_id as submission_id,
        _source_row as source_row
    from {{ source('ssda903', 'placed_for_adoption') }}
),

-- A row may tell of several events: a referral and the episode it began.
told as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        bool_or(outcome = 'in marts') as is_in_marts,
        bool_or(outcome = 'superseded') as is_superseded,
        min(set_aside_reason) as set_aside_reason
    from {{ ref('landed_row_events') }}
    group by
        return_name,
        table_name,
        submission_id,
        source_row
),

-- A row that staging did not let through is a restricted child's: held, and not used.
settled as (
    select
        landed.return_name,
        landed.table_name,
        landed.submission_id,
        landed.source_row,
        case
            when told.submission_id is null then 'restricted'
            when told.is_in_marts then 'in marts'
            when told.is_superseded then 'superseded'
            else 'set aside'
        end as outcome,
        told.set_aside_reason
    from landed
    left join told
        on
            landed.return_name = told.return_name
            and landed.table_name = told.table_name
            and landed.submission_id = told.submission_id
            and landed.source_row = told.source_row
)

select * from settled
