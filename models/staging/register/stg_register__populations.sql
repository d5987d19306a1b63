with
source as (
    select * from {{ source('register', 'populations') }}
)

select * from source
