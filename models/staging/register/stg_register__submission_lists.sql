with
source as (
    select * from {{ source('register', 'submission_lists') }}
),

named as (
    select
        submission_id,
        list_label,
        table_name,
        rows_read,
        rows_landed
    from source
)

select * from named
