with
source as (
    select * from {{ source('register', 'populations') }}
),

loaded as (
    select
        borough_code,
        ethnicity_code,
        children
    from source
)

select * from loaded
