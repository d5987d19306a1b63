with
versions as (
    select * from {{ ref('int_s47_enquiry_versions') }}
),

in_force as (
    select
        s47_enquiry_key,
        child_key,
        borough_code,
        s47_start_date,
        initial_conference_date,
        s47_enquiries_last_12m,
        initial_conferences_last_12m,
        is_conference_unnecessary,
        is_plan_agreed
    from versions
    where outcome = 'in marts'
)

select * from in_force
