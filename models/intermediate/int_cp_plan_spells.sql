with
versions as (
    select * from {{ ref('int_cp_plan_versions') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_events_in_force') }}
    where mart = 'cp_plans'
),

in_force as (
    select
        versions.cp_plan_key,
        versions.child_key,
        versions.borough_code,
        versions.initial_abuse_category,
        versions.latest_abuse_category,
        versions.nested_referral_date as referral_date,
        versions.cp_plan_start_date,
        versions.cp_plan_end_date,
        versions.latest_cp_review_date,
        versions.previous_cp_plans,
        versions.is_emergency_protected,
        {{ episode_days('versions.cp_plan_start_date', 'versions.cp_plan_end_date') }}
            as cp_plan_days,
        {{ is_open_on(
            'versions.cp_plan_start_date', 'versions.cp_plan_end_date', as_of_date()
        ) }} as is_open,
        standings.is_told_by_annex_a,
        standings.is_told_by_cin_census,
        standings.do_returns_agree,
        standings.is_gone_later
    from versions
    inner join standings on versions.cp_plan_key = standings.event_key
),

-- A plan that is gone later neither precedes another nor follows one.
followed as (
    select
        *,
        not is_gone_later and row_number() over child_order > 1 as has_earlier_plan,
        case when not is_gone_later then lag(cp_plan_end_date) over child_order end
            as previous_cp_plan_end_date
    from in_force
    window
        child_order as (
            partition by child_key, is_gone_later order by cp_plan_start_date
        )
),

-- Ended the day before, the same day, or not at all: the child was protected all along
-- (a transfer, a new registration). Still a start in the DfE's counts.
continued as (
    select
        *,
        has_earlier_plan
        and coalesce(previous_cp_plan_end_date + 1 >= cp_plan_start_date, true)
            as is_continuation
    from followed
),

numbered as (
    select
        *,
        sum(case when is_continuation then 0 else 1 end) over (
            partition by child_key, is_gone_later
            order by cp_plan_start_date
            rows unbounded preceding
        ) as cp_spell_number
    from continued
),

joined_up as (
    select
        *,
        min(cp_plan_start_date) over (
            partition by child_key, is_gone_later, cp_spell_number
        ) as cp_spell_start_date
    from numbered
)

select * from joined_up
