with
assessments as (
    select * from {{ ref('stg_annex_a__assessments') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

received as (
    select
        assessments.*,
        submissions.period_end
    from assessments
    inner join submissions on assessments.submission_id = submissions.submission_id
),

judged as (
    select
        *,
        case
            when assessment_start_date is null
                then 'no readable start date'
            when assessment_start_date > period_end
                then 'dated after the extract'
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
                assessment_authorisation_date asc nulls last,
                source_row desc
        ) as version_rank
    from judged
),

settled as (
    select
        submission_id,
        source_row,
        period_end,
        assessment_key,
        child_key,
        borough_code,
        assessment_start_date,
        assessment_authorisation_date,
        is_child_seen,
        is_support_required,
        set_aside_reason,
        case
            when set_aside_reason is not null then 'set aside'
            when version_rank = 1 then 'in marts'
            else 'superseded'
        end as outcome
    from ranked
)

select * from settled
