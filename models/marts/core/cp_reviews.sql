with
versions as (
    select * from {{ ref('int_cp_review_versions') }}
),

in_force as (
    select
        cp_review_key,
        child_key,
        borough_code,
        cp_plan_start_date,
        cp_review_date
    from versions
    where outcome = 'in marts'
)

select * from in_force
