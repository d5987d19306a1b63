with
versions as (
    select * from {{ ref('int_cin_plan_versions') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_events_in_force') }}
    where mart = 'cin_plans'
),

in_force as (
    select
        versions.cin_plan_key,
        versions.child_key,
        versions.borough_code,
        versions.nested_referral_date as referral_date,
        versions.cin_plan_start_date,
        versions.cin_plan_end_date,
        {{ episode_days('versions.cin_plan_start_date', 'versions.cin_plan_end_date') }}
            as cin_plan_days,
        {{ is_open_on(
            'versions.cin_plan_start_date', 'versions.cin_plan_end_date', as_of_date()
        ) }} as is_open,
        standings.is_gone_later
    from versions
    inner join standings on versions.cin_plan_key = standings.event_key
)

select * from in_force
