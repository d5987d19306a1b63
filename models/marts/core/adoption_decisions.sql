with
versions as (
    select * from {{ ref('int_adoption_decision_versions') }}
),

in_force as (
    select
        adoption_decision_key,
        child_key,
        borough_code,
        adoption_decision_ceased_code,
        adoption_decision_date,
        adoption_decision_ceased_date
    from versions
    where outcome = 'in marts'
)

select * from in_force
