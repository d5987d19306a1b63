-- A mart that joins children, windows or reviews to its events must not multiply them.
with
in_force as (
    select
        mart,
        count(*) as events
    from {{ ref('int_events_in_force') }}
    group by mart
),

marts as (
    select
        'referrals' as mart,
        count(*) as mart_rows
    from {{ ref('referrals') }}
    union all
    select
        's47_enquiries' as mart,
        count(*) as mart_rows
    from {{ ref('s47_enquiries') }}
    union all
    select
        'cp_plans' as mart,
        count(*) as mart_rows
    from {{ ref('cp_plans') }}
),

compared as (
    select
        marts.mart,
        marts.mart_rows,
        in_force.events
    from marts
    left join in_force on marts.mart = in_force.mart
    where marts.mart_rows != coalesce(in_force.events, 0)
)

select * from compared
