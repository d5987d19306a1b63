with
censuses as (
    select * from {{ ref('stg_cin_census__cin_plans') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'cin_plans' as table_name,
        submission_id,
        source_row,
        cin_plan_key,
        child_key,
        borough_code,
        referral_date,
        cin_plan_start_date,
        cin_plan_end_date
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
            when cin_plan_start_date is null
                then 'no readable start date'
            when cin_plan_start_date > period_end
                then 'dated after the period'
            when cin_plan_end_date < cin_plan_start_date
                then 'ends before it starts'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by cin_plan_key, set_aside_reason is null
            order by
                period_end desc,
                return_name desc,
                cin_plan_end_date asc nulls last,
                source_row desc
        ) as version_rank,
        -- Once nested in a census, an event stands in that referral.
        {{ last_known('referral_date') }} over (
            partition by cin_plan_key, set_aside_reason is null
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
        cin_plan_key,
        child_key,
        borough_code,
        nested_referral_date,
        cin_plan_start_date,
        cin_plan_end_date,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
