with
versions as (
    select * from {{ ref('int_initial_conference_versions') }}
),

in_force as (
    select
        initial_conference_key,
        child_key,
        borough_code,
        s47_start_date,
        initial_conference_date,
        is_plan_agreed
    from versions
    where outcome = 'in marts'
)

select * from in_force
