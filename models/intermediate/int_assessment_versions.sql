with
extracts as (
    select * from {{ ref('stg_annex_a__assessments') }}
),

censuses as (
    select * from {{ ref('stg_cin_census__assessments') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'assessments' as table_name,
        submission_id,
        source_row,
        assessment_key,
        child_key,
        borough_code,
        cast(null as varchar) as assessment_factors,
        cast(null as date) as referral_date,
        assessment_start_date,
        cast(null as date) as assessment_review_date,
        assessment_authorisation_date,
        is_child_seen,
        is_support_required
    from extracts
    union all
    select
        'assessments' as table_name,
        submission_id,
        source_row,
        assessment_key,
        child_key,
        borough_code,
        assessment_factors,
        referral_date,
        assessment_start_date,
        assessment_review_date,
        assessment_authorisation_date,
        cast(null as boolean) as is_child_seen,
        cast(null as boolean) as is_support_required
    from censuses
),

received as (
    select
        seen.*,
        submissions.return_name,
        submissions.period_end
    from seen
    inner join submissions on seen.submission_id = submissions.submission_id
),

judged as (
    select
        *,
        case
            when assessment_start_date is null
                then 'no readable start date'
            when assessment_start_date > period_end
                then 'dated after the period'
            when assessment_authorisation_date < assessment_start_date
                then 'authorised before it started'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by assessment_key, set_aside_reason is null
            order by
                period_end desc,
                coalesce(assessment_authorisation_date is null, false) asc,
                return_name desc,
                source_row desc
        ) as version_rank,
        -- Once nested in a census, an event stands in that referral.
        {{ last_known('referral_date') }} over (
            partition by assessment_key, set_aside_reason is null
            order by period_end, source_row
            rows between unbounded preceding and unbounded following
        ) as nested_referral_date
    from judged
),

settled as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        assessment_key,
        child_key,
        borough_code,
        assessment_factors,
        nested_referral_date,
        assessment_start_date,
        assessment_review_date,
        assessment_authorisation_date,
        is_child_seen,
        is_support_required,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
