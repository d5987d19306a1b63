with
extracts as (
    select * from {{ ref('stg_annex_a__child_protection') }}
),

censuses as (
    select * from {{ ref('stg_cin_census__child_protection_plans') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'child_protection' as table_name,
        submission_id,
        source_row,
        cp_plan_key,
        child_key,
        borough_code,
        initial_abuse_category,
        latest_abuse_category,
        cast(null as date) as referral_date,
        cp_plan_start_date,
        cp_plan_end_date,
        latest_cp_review_date,
        previous_cp_plans,
        is_emergency_protected
    from extracts
    union all
    select
        'child_protection_plans' as table_name,
        submission_id,
        source_row,
        cp_plan_key,
        child_key,
        borough_code,
        initial_abuse_category,
        latest_abuse_category,
        referral_date,
        cp_plan_start_date,
        cp_plan_end_date,
        cast(null as date) as latest_cp_review_date,
        previous_cp_plans,
        cast(null as boolean) as is_emergency_protected
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
            when cp_plan_start_date is null
                then 'no readable start date'
            when cp_plan_start_date > period_end
                then 'dated after the period'
            when cp_plan_end_date <= cp_plan_start_date
                then 'ends on or before its first day'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by cp_plan_key, set_aside_reason is null
            order by
                period_end desc,
                return_name desc,
                cp_plan_end_date asc nulls last,
                source_row desc
        ) as version_rank,
        -- Once nested in a census, an event stands in that referral.
        {{ last_known('referral_date') }} over (
            partition by cp_plan_key, set_aside_reason is null
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
        cp_plan_key,
        child_key,
        borough_code,
        initial_abuse_category,
        latest_abuse_category,
        nested_referral_date,
        cp_plan_start_date,
        cp_plan_end_date,
        latest_cp_review_date,
        previous_cp_plans,
        is_emergency_protected,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
