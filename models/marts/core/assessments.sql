with
versions as (
    select * from {{ ref('int_assessment_versions') }}
),

in_force as (
    select
        assessment_key,
        child_key,
        borough_code,
        assessment_factors,
        assessment_start_date,
        assessment_review_date,
        assessment_authorisation_date,
        is_child_seen,
        is_support_required
    from versions
    where outcome = 'in marts'
)

select * from in_force
