with
source as (
    select * from {{ source('register', 'rejected_rows') }}
),

named as (
    select
        submission_id,
        list_label,
        rule_id,
        row_count
    from source
)

select * from named
