with
plans as (
    select * from {{ ref('int_cp_plan_spells') }}
),

children as (
    select * from {{ ref('children') }}
),

reviews as (
    select
        cp_plan_key,
        bool_and(is_on_time) as are_all_on_time,
        max(cp_review_date) as last_review_date
    from {{ ref('cp_reviews') }}
    group by cp_plan_key
),

stretches as (
    select distinct
        borough_code,
        covered_since_date,
        covered_until_date
    from {{ ref('int_event_windows') }}
    where mart = 'cp_plans'
),

-- Annex A holds the latest review alone: the census says until when all are known.
censuses as (
    select
        borough_code,
        max(window_end_date) as told_until_date
    from {{ ref('int_event_windows') }}
    where mart = 'cp_plans' and return_name = 'cin_census'
    group by borough_code
),

described as (
    select
        plans.cp_plan_key,
        plans.child_key,
        plans.borough_code,
        plans.initial_abuse_category,
        plans.latest_abuse_category,
        plans.referral_date,
        plans.cp_plan_start_date,
        plans.cp_plan_end_date,
        plans.previous_cp_plan_end_date,
        plans.cp_spell_start_date,
        plans.latest_cp_review_date,
        {{ age_on('children.birth_month', 'plans.cp_plan_start_date') }}
            as age_at_plan_years,
        plans.previous_cp_plans,
        plans.cp_plan_days,
        plans.is_emergency_protected,
        plans.is_open,
        {{ days_between(
            'plans.cp_plan_start_date',
            'coalesce(plans.cp_plan_end_date, ' ~ as_of_date() ~ ')'
        ) }} >= 730 as is_2_years_or_more,
        case
            when plans.is_gone_later then null
            when plans.previous_cp_plans >= 1 or plans.has_earlier_plan then true
            when plans.previous_cp_plans = 0 then false
        end as is_repeat,
        case
            when plans.is_gone_later then null
            when
                stretches.covered_since_date
                <= plans.cp_plan_start_date - interval 24 month
                then
                    plans.has_earlier_plan
                    and coalesce(
                        plans.previous_cp_plan_end_date
                        >= plans.cp_plan_start_date - interval 24 month,
                        true
                    )
        end as is_repeat_within_2_years,
        plans.is_continuation,
        case
            when
                plans.is_gone_later
                or stretches.borough_code is null
                or not plans.is_told_by_cin_census
                or plans.cp_plan_start_date + interval 3 month
                > censuses.told_until_date
                or plans.cp_plan_end_date <= censuses.told_until_date
                then null
            when censuses.told_until_date is not null
                then
                    coalesce(reviews.are_all_on_time, false)
                    and coalesce(
                        reviews.last_review_date + interval 6 month
                        >= censuses.told_until_date,
                        false
                    )
        end as is_reviewed_on_time,
        plans.is_told_by_annex_a,
        plans.is_told_by_cin_census,
        plans.do_returns_agree,
        plans.is_gone_later
    from plans
    inner join children on plans.child_key = children.child_key
    left join reviews on plans.cp_plan_key = reviews.cp_plan_key
    left join censuses on plans.borough_code = censuses.borough_code
    left join stretches
        on
            plans.borough_code = stretches.borough_code
            and plans.cp_plan_start_date between stretches.covered_since_date
            and stretches.covered_until_date
)

select * from described
