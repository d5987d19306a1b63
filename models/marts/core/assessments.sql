with
versions as (
    select * from {{ ref('int_assessment_versions') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_events_in_force') }}
    where mart = 'assessments'
),

timed as (
    select
        versions.assessment_key,
        versions.child_key,
        versions.borough_code,
        versions.assessment_factors,
        versions.nested_referral_date as referral_date,
        versions.assessment_start_date,
        versions.assessment_review_date,
        versions.assessment_authorisation_date,
        {{ working_days(
            'versions.assessment_start_date', 'versions.assessment_authorisation_date'
        ) }} as working_days_from_start,
        {{ working_days(
            'versions.nested_referral_date', 'versions.assessment_authorisation_date'
        ) }} as working_days_from_referral,
        versions.is_child_seen,
        versions.is_support_required,
        standings.is_told_by_annex_a,
        standings.is_told_by_cin_census,
        standings.do_returns_agree,
        standings.is_gone_later
    from versions
    inner join standings on versions.assessment_key = standings.event_key
),

-- The statute counts from the referral, the DfE's figure from the start.
judged as (
    select
        assessment_key,
        child_key,
        borough_code,
        assessment_factors,
        referral_date,
        assessment_start_date,
        assessment_review_date,
        assessment_authorisation_date,
        working_days_from_start,
        working_days_from_referral,
        working_days_from_start <= 45 as is_within_45_working_days,
        is_child_seen,
        is_support_required,
        is_told_by_annex_a,
        is_told_by_cin_census,
        do_returns_agree,
        is_gone_later
    from timed
)

select * from judged
