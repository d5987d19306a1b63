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
        'cin_episodes' as mart,
        count(*) as mart_rows
    from {{ ref('cin_episodes') }}
    union all
    select
        'cp_plans' as mart,
        count(*) as mart_rows
    from {{ ref('cp_plans') }}
    union all
    select
        'periods_of_care' as mart,
        count(*) as mart_rows
    from {{ ref('periods_of_care') }}
),

outcomes as (
    select
        mart,
        count(*) as outcome_rows
    from {{ ref('landed_row_outcomes') }}
    where mart is not null
    group by mart
),

compared as (
    select
        marts.mart,
        marts.mart_rows,
        outcomes.outcome_rows
    from marts
    left join outcomes on marts.mart = outcomes.mart
    where marts.mart_rows != coalesce(outcomes.outcome_rows, 0)
)

select * from compared
