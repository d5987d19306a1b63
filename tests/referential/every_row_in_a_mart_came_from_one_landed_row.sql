with
marts as (
    select
        'referrals' as mart,
        count(*) as mart_rows
    from {{ ref('referrals') }}
    union all
    select
        'assessments' as mart,
        count(*) as mart_rows
    from {{ ref('assessments') }}
    union all
    select
        's47_enquiries' as mart,
        count(*) as mart_rows
    from {{ ref('s47_enquiries') }}
    union all
    select
        'initial_conferences' as mart,
        count(*) as mart_rows
    from {{ ref('initial_conferences') }}
    union all
    select
        'cin_episodes' as mart,
        count(*) as mart_rows
    from {{ ref('cin_episodes') }}
    union all
    select
        'cin_plans' as mart,
        count(*) as mart_rows
    from {{ ref('cin_plans') }}
    union all
    select
        'cp_plans' as mart,
        count(*) as mart_rows
    from {{ ref('cp_plans') }}
    union all
    select
        'cp_reviews' as mart,
        count(*) as mart_rows
    from {{ ref('cp_reviews') }}
    union all
    select
        'cla_episodes' as mart,
        count(*) as mart_rows
    from {{ ref('cla_episodes') }}
    union all
    select
        'cla_reviews' as mart,
        count(*) as mart_rows
    from {{ ref('cla_reviews') }}
    union all
    select
        'adoption_decisions' as mart,
        count(*) as mart_rows
    from {{ ref('adoption_decisions') }}
),

events as (
    select
        mart,
        count(*) as landed_rows
    from {{ ref('landed_row_events') }}
    where outcome = 'in marts'
    group by mart
),

compared as (
    select
        marts.mart,
        marts.mart_rows,
        events.landed_rows
    from marts
    left join events on marts.mart = events.mart
    where marts.mart_rows != coalesce(events.landed_rows, 0)
)

select * from compared
