with
versions as (
    select * from {{ ref('int_cla_review_versions') }}
),

in_force as (
    select
        cla_review_key,
        child_key,
        borough_code,
        cla_review_date
    from versions
    where outcome = 'in marts'
)

select * from in_force
