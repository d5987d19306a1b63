with
returns as (
    select * from {{ ref('stg_ssda903__reviews') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'reviews' as table_name,
        submission_id,
        source_row,
        cla_review_key,
        child_key,
        borough_code,
        cla_review_date
    from returns
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
            when cla_review_date is null
                then 'no readable date'
            when cla_review_date > period_end
                then 'dated after the period'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by cla_review_key, set_aside_reason is null
            order by
                period_end desc,
                return_name desc,
                source_row desc
        ) as version_rank
    from judged
),

settled as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        cla_review_key,
        child_key,
        borough_code,
        cla_review_date,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
