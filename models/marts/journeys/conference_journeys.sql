with
conferences as (
    select * from {{ ref('initial_conferences') }}
    where not is_gone_later
),

steps as (
    select
        parent_key,
        min(step_date) as cp_plan_date
    from {{ ref('journey_steps') }}
    where step = 'cp_plan' and parent_step = 'initial_conference'
    group by parent_key
),

windows as (
    select
        borough_code,
        covered_since_date,
        min(covered_until_date) as covered_until_date
    from {{ ref('int_event_windows') }}
    where mart = 'cp_plans'
    group by
        borough_code,
        covered_since_date
),

followed as (
    select
        conferences.initial_conference_key,
        conferences.child_key,
        conferences.borough_code,
        conferences.initial_conference_date,
        conferences.initial_conference_date + 45 as matured_date,
        conferences.s47_start_date is null as is_without_s47,
        steps.cp_plan_date,
        windows.covered_until_date
    from conferences
    left join steps on conferences.initial_conference_key = steps.parent_key
    left join windows
        on
            conferences.borough_code = windows.borough_code
            and conferences.initial_conference_date between windows.covered_since_date
            and windows.covered_until_date
),

named as (
    select
        initial_conference_key,
        child_key,
        borough_code,
        initial_conference_date,
        matured_date,
        is_without_s47,
        cp_plan_date,
        case
            when cp_plan_date is not null then 'plan'
            when covered_until_date is null then 'not covered'
            when matured_date > covered_until_date then 'too recent'
            else 'no plan'
        end as conference_outcome
    from followed
)

select * from named
