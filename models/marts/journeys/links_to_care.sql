-- Each entry to care with the plan or the time in need it came of, each care order with
-- the period of care it was made in.
with
plans as (
    select * from {{ ref('cp_plans') }}
    where not is_gone_later
),

episodes as (
    select * from {{ ref('cin_episodes') }}
    where not is_gone_later
),

-- Where care began before all that was sent, nothing can be said of how.
periods as (
    select * from {{ ref('periods_of_care') }}
    where is_start_known
),

spells as (
    select * from {{ ref('legal_status_spells') }}
    where is_new_care_order
),

candidates as (
    select
        periods.period_of_care_key,
        'cp_plan' as parent_step,
        plans.cp_plan_key as parent_key,
        plans.cp_plan_start_date as parent_date,
        plans.cp_plan_end_date as parent_end_date
    from periods
    inner join plans on periods.child_key = plans.child_key
    union all
    select
        periods.period_of_care_key,
        'cin_episode' as parent_step,
        episodes.cin_episode_key as parent_key,
        episodes.cin_start_date as parent_date,
        episodes.cin_end_date as parent_end_date
    from periods
    inner join episodes on periods.child_key = episodes.child_key
),

-- A plan ends when the child becomes looked after: ended that day, it was open.
judged as (
    select
        candidates.*,
        case
            when coalesce(candidates.parent_end_date >= periods.care_start_date, true)
                then 'open on the day'
            else 'ended within 12 months'
        end as link_rule
    from candidates
    inner join periods on candidates.period_of_care_key = periods.period_of_care_key
    where
        candidates.parent_date <= periods.care_start_date
        and coalesce(
            candidates.parent_end_date >= periods.care_start_date - interval 12 month,
            true
        )
),

chosen as (
    select *
    from judged
    qualify
        row_number() over (
            partition by period_of_care_key
            order by
                case link_rule when 'open on the day' then 1 else 2 end,
                case parent_step when 'cp_plan' then 1 else 2 end,
                parent_date desc
        ) = 1
),

-- Whatever it came of, the case that was open on the day, the latest if several were.
cases as (
    select
        period_of_care_key,
        parent_key as cin_episode_key
    from judged
    where parent_step = 'cin_episode' and link_rule = 'open on the day'
    qualify
        row_number() over (partition by period_of_care_key order by parent_date desc)
        = 1
),

entered as (
    select
        'care_entry' as step,
        periods.period_of_care_key as event_key,
        periods.child_key,
        periods.borough_code,
        periods.care_start_date as step_date,
        chosen.parent_step,
        chosen.parent_key,
        chosen.parent_date,
        coalesce(chosen.link_rule, 'direct entry') as link_rule,
        cases.cin_episode_key
    from periods
    left join chosen on periods.period_of_care_key = chosen.period_of_care_key
    left join cases on periods.period_of_care_key = cases.period_of_care_key
),

ordered as (
    select
        'care_order' as step,
        spells.legal_status_spell_key as event_key,
        spells.child_key,
        spells.borough_code,
        spells.spell_start_date as step_date,
        case when periods.period_of_care_key is not null then 'care_entry' end
            as parent_step,
        periods.period_of_care_key as parent_key,
        periods.care_start_date as parent_date,
        case
            when periods.period_of_care_key is not null then 'in one period of care'
            else 'direct entry'
        end as link_rule,
        cast(null as varchar) as cin_episode_key
    from spells
    left join periods on spells.period_of_care_key = periods.period_of_care_key
),

together as (
    select * from entered
    union all
    select * from ordered
)

select * from together
