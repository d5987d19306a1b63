-- What the borough has taken back counts nowhere, nor a referral to an open case.
with
referrals as (
    select * from {{ ref('referrals') }}
    where not is_gone_later and not is_to_open_case
),

assessments as (
    select * from {{ ref('assessments') }}
    where not is_gone_later
),

enquiries as (
    select * from {{ ref('s47_enquiries') }}
    where not is_gone_later
),

-- A child on a plan or in care that day cannot be conferred on anew.
enquiries_followed as (
    select
        *,
        coalesce(conference_date <= matured_date, false) as is_conferred_on
    from {{ ref('s47_journeys') }}
    where not is_repeat_on_plan
),

conferences as (
    select * from {{ ref('initial_conferences') }}
    where not is_gone_later
),

conferences_followed as (
    select
        *,
        coalesce(cp_plan_date <= matured_date, false) as is_planned
    from {{ ref('conference_journeys') }}
),

plans as (
    select * from {{ ref('cp_plans') }}
    where not is_gone_later
),

reviews as (
    select * from {{ ref('cp_reviews') }}
),

-- No further action is no episode of need.
in_need as (
    select
        *,
        coalesce(closure_reason_code in ('RC8', 'RC9'), false) as is_not_in_need
    from {{ ref('cin_episodes') }}
    where not is_gone_later and not coalesce(is_no_further_action, false)
),

closures as (
    select
        referrals.referral_key,
        referrals.child_key,
        referrals.borough_code,
        referrals.referral_date,
        coalesce(
            in_need.is_not_in_need
            and in_need.cin_end_date <= referrals.referral_date + 120, false
        ) as is_closed_as_not_in_need
    from referrals
    left join in_need
        on
            referrals.child_key = in_need.child_key
            and referrals.referral_date = in_need.cin_start_date
),

stretches as (
    select distinct
        borough_code,
        covered_since_date,
        covered_until_date
    from {{ ref('int_event_windows') }}
    where mart = 'cp_plans'
),

{{ year_ends() }},

plans_open as (
    select
        plans.*,
        year_ends.year_end,
        {{ days_between('plans.cp_plan_start_date', 'year_ends.year_end') }} >= 730
            as is_open_2_years
    from plans
    inner join year_ends
        on {{ is_open_on(
            'plans.cp_plan_start_date', 'plans.cp_plan_end_date', 'year_ends.year_end'
        ) }}
),

-- Of a plan older than what we hold nobody knows which review was its first.
plans_reviewed as (
    select
        plans_open.cp_plan_key,
        plans_open.child_key,
        plans_open.borough_code,
        plans_open.year_end,
        coalesce(
            bool_and(reviews.is_on_time)
            and max(reviews.cp_review_date) + interval 6 month >= plans_open.year_end,
            false
        ) as is_reviewed_in_time
    from plans_open
    inner join stretches
        on
            plans_open.borough_code = stretches.borough_code
            and plans_open.cp_plan_start_date between stretches.covered_since_date
            and stretches.covered_until_date
    left join reviews
        on
            plans_open.cp_plan_key = reviews.cp_plan_key
            and plans_open.year_end >= reviews.cp_review_date
    where
        plans_open.is_told_by_cin_census
        and plans_open.cp_plan_start_date + interval 3 month <= plans_open.year_end
    group by
        plans_open.cp_plan_key,
        plans_open.child_key,
        plans_open.borough_code,
        plans_open.year_end
),

-- Two episodes that overlap are one child in need.
in_need_on_day as (
    select
        in_need.child_key,
        any_value(in_need.borough_code) as borough_code,
        year_ends.year_end
    from in_need
    inner join year_ends
        on {{ is_open_on(
            'in_need.cin_start_date', 'in_need.cin_end_date', 'year_ends.year_end'
        ) }}
    group by
        in_need.child_key,
        year_ends.year_end
),

-- As known on 31 March, so that an earlier year is not counted to a later day.
in_need_by_year as (
    select
        *,
        is_not_in_need
        and cin_end_date
        < {{ financial_year_start('cin_start_date') }} + interval 1 year
            as is_closed_in_its_year
    from in_need
),

started as (
    select * from in_need_by_year
    where not coalesce(is_closed_in_its_year, false)
),

ended as (
    select * from in_need
    where not is_not_in_need and cin_end_date is not null
),

plans_ended as (
    select
        *,
        cp_plan_days >= 730 as has_lasted_2_years
    from plans
    where cp_plan_end_date is not null
),

timed_assessments as (
    select * from assessments
    where assessment_authorisation_date is not null
),

events as (
    {{ counted('referrals_per_10000', 'referrals', 'referral_key', 'referral_date') }}
    union all
    {{ counted(
        'rereferral_percent', 'referrals', 'referral_key', 'referral_date', 'is_rereferral'
    ) }}
    union all
    {{ counted(
        'nfa_percent', 'referrals', 'referral_key', 'referral_date',
        'is_no_further_action'
    ) }}
    union all
    {{ counted(
        'not_in_need_percent', 'closures', 'referral_key', 'referral_date',
        'is_closed_as_not_in_need'
    ) }}
    union all
    {{ counted(
        'assessments_in_45_days_percent', 'timed_assessments', 'assessment_key',
        'assessment_authorisation_date', 'is_within_45_working_days'
    ) }}
    union all
    {{ counted(
        'assessments_in_45_days_of_referral_percent', 'timed_assessments',
        'assessment_key', 'assessment_authorisation_date',
        'working_days_from_referral <= 45'
    ) }}
    union all
    {{ counted('s47_per_10000', 'enquiries', 's47_enquiry_key', 's47_start_date') }}
    union all
    {{ counted(
        's47_to_conference_percent', 'enquiries_followed', 's47_enquiry_key',
        's47_start_date', 'is_conferred_on'
    ) }}
    union all
    {{ counted(
        'conferences_per_10000', 'conferences', 'initial_conference_key',
        'initial_conference_date'
    ) }}
    union all
    {{ counted(
        'conferences_in_15_days_percent', 'conferences', 'initial_conference_key',
        'initial_conference_date', 'is_within_15_working_days'
    ) }}
    union all
    {{ counted(
        'conference_to_plan_percent', 'conferences_followed', 'initial_conference_key',
        'initial_conference_date', 'is_planned'
    ) }}
    union all
    {{ counted(
        'plans_started_per_10000', 'plans', 'cp_plan_key', 'cp_plan_start_date'
    ) }}
    union all
    {{ counted('plans_open_per_10000', 'plans_open', 'cp_plan_key', 'year_end') }}
    union all
    {{ counted(
        'repeat_plans_percent', 'plans', 'cp_plan_key', 'cp_plan_start_date', 'is_repeat'
    ) }}
    union all
    {{ counted(
        'repeat_plans_2_years_percent', 'plans', 'cp_plan_key', 'cp_plan_start_date',
        'is_repeat_within_2_years'
    ) }}
    union all
    {{ counted(
        'plans_open_2_years_percent', 'plans_open', 'cp_plan_key', 'year_end',
        'is_open_2_years'
    ) }}
    union all
    {{ counted(
        'plans_ended_2_years_percent', 'plans_ended', 'cp_plan_key', 'cp_plan_end_date',
        'has_lasted_2_years'
    ) }}
    union all
    {{ counted(
        'plans_reviewed_percent', 'plans_reviewed', 'cp_plan_key', 'year_end',
        'is_reviewed_in_time'
    ) }}
    union all
    {{ counted('cin_open_per_10000', 'in_need_on_day', 'child_key', 'year_end') }}
    union all
    {{ counted(
        'cin_started_per_10000', 'started', 'cin_episode_key', 'cin_start_date'
    ) }}
    union all
    {{ counted('cin_ended_per_10000', 'ended', 'cin_episode_key', 'cin_end_date') }}
)

select * from events
