with
versions as (
    select * from {{ ref('int_cin_plan_versions') }}
),

in_force as (
    select
        cin_plan_key,
        child_key,
        borough_code,
        cin_plan_start_date,
        cin_plan_end_date,
        {{ episode_days('cin_plan_start_date', 'cin_plan_end_date') }} as cin_plan_days,
        {{ is_open_on('cin_plan_start_date', 'cin_plan_end_date', as_of_date()) }}
            as is_open
    from versions
    where outcome = 'in marts'
)

select * from in_force
