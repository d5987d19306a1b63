-- Read = landed + rejected;
-- landed = in marts + superseded + set aside + restricted.
with
logged as (
    select * from {{ ref('submission_log') }}
),

lost as (
    select
        submission_id,
        list_label
    from logged
    where
        rows_read != rows_landed + rows_rejected
        or rows_landed
        != rows_in_marts + rows_superseded + rows_set_aside + rows_restricted
)

select * from lost
