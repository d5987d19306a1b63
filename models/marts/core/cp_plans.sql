with
versions as (
    select * from {{ ref('int_cp_plan_versions') }}
),

in_force as (
    select
        cp_plan_key,
        child_key,
        borough_code,
        initial_abuse_category,
        latest_abuse_category,
        cp_plan_start_date,
        cp_plan_end_date,
        latest_cp_review_date,
        previous_cp_plans,
        {{ episode_days('cp_plan_start_date', 'cp_plan_end_date') }} as cp_plan_days,
        is_emergency_protected,
        {{ is_open_on('cp_plan_start_date', 'cp_plan_end_date', as_of_date()) }}
            as is_open
    from versions
    where outcome = 'in marts'
)

select * from in_force
