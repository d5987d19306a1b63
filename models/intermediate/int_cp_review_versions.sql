with
censuses as (
    select * from {{ ref('stg_cin_census__child_protection_reviews') }}
),

-- A review stands on a plan: without it, it could not be counted anywhere.
plans as (
    select distinct cp_plan_key
    from {{ ref('int_cp_plan_versions') }}
    where outcome = 'in marts'
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'child_protection_reviews' as table_name,
        submission_id,
        source_row,
        cp_review_key,
        child_key,
        borough_code,
        {{ surrogate_key(['child_key', 'cp_plan_start_date']) }} as cp_plan_key,
        cp_plan_start_date,
        cp_review_date
    from censuses
),

received as (
    select
        seen.*,
        submissions.return_name,
        submissions.period_end,
        plans.cp_plan_key is not null as has_plan
    from seen
    inner join submissions on seen.submission_id = submissions.submission_id
    left join plans on seen.cp_plan_key = plans.cp_plan_key
),

judged as (
    select
        *,
        case
            when cp_review_date is null or cp_plan_start_date is null
                then 'no readable date'
            when cp_review_date > period_end
                then 'dated after the period'
            when cp_review_date <= cp_plan_start_date
                then 'on or before the first day of the plan'
            when not has_plan
                then 'of a plan that is not told'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by cp_review_key, set_aside_reason is null
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
        cp_review_key,
        child_key,
        borough_code,
        cp_plan_key,
        cp_plan_start_date,
        cp_review_date,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
