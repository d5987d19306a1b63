with
to_referrals as (
    select * from {{ ref('links_to_referrals') }}
),

to_conferences as (
    select * from {{ ref('links_to_conferences') }}
),

to_care as (
    select * from {{ ref('links_to_care') }}
),

referrals as (
    select * from {{ ref('journey_referrals') }}
),

standings as (
    select * from {{ ref('int_event_standings') }}
    where mart = 'referrals'
),

-- The referral at the foot of the ladder, climbed rung by rung: no rung has two feet.
early as (
    select
        step,
        event_key,
        child_key,
        borough_code,
        step_date,
        case when referral_key is not null then 'referral' end as parent_step,
        referral_key as parent_key,
        referral_date as parent_date,
        link_rule,
        referral_key
    from to_referrals
),

-- What no step leads to, such as a plan brought from elsewhere, is nested all the same.
nested as (
    select
        to_conferences.step,
        to_conferences.event_key,
        referrals.opening_referral_key as referral_key
    from to_conferences
    inner join standings
        on
            {{ surrogate_key(
                ['to_conferences.child_key', 'to_conferences.referral_date']
            ) }} = standings.event_key
    inner join referrals
        on
            coalesce(standings.restated_as_key, standings.event_key)
            = referrals.referral_key
),

conferred as (
    select
        to_conferences.*,
        early.referral_key,
        nested.referral_key as nested_referral_key
    from to_conferences
    left join early
        on
            to_conferences.parent_step = early.step
            and to_conferences.parent_key = early.event_key
    left join nested
        on
            to_conferences.step = nested.step
            and to_conferences.event_key = nested.event_key
),

protected as (
    select
        conferred.step,
        conferred.event_key,
        conferred.child_key,
        conferred.borough_code,
        conferred.step_date,
        conferred.parent_step,
        conferred.parent_key,
        conferred.parent_date,
        conferred.link_rule,
        coalesce(
            conferred.referral_key,
            parents.referral_key,
            conferred.nested_referral_key,
            parents.nested_referral_key
        ) as referral_key
    from conferred
    left join conferred as parents
        on
            conferred.parent_step = parents.step
            and conferred.parent_key = parents.event_key
),

-- An entry whose plan has no referral has that of the case open on the day.
entered as (
    select
        to_care.step,
        to_care.event_key,
        to_care.child_key,
        to_care.borough_code,
        to_care.step_date,
        to_care.parent_step,
        to_care.parent_key,
        to_care.parent_date,
        to_care.link_rule,
        coalesce(protected.referral_key, referrals.opening_referral_key) as referral_key
    from to_care
    left join protected
        on
            to_care.parent_step = protected.step
            and to_care.parent_key = protected.event_key
    left join referrals
        on
            case
                when to_care.parent_step = 'cin_episode' then to_care.parent_key
                else to_care.cin_episode_key
            end = referrals.referral_key
    where to_care.step = 'care_entry'
),

ordered as (
    select
        to_care.step,
        to_care.event_key,
        to_care.child_key,
        to_care.borough_code,
        to_care.step_date,
        to_care.parent_step,
        to_care.parent_key,
        to_care.parent_date,
        to_care.link_rule,
        entered.referral_key
    from to_care
    left join entered on to_care.parent_key = entered.event_key
    where to_care.step = 'care_order'
),

together as (
    select * from early
    union all
    select * from protected
    union all
    select * from entered
    union all
    select * from ordered
),

-- A step up to three days before its parent was logged late, not taken early.
timed as (
    select
        step,
        event_key,
        child_key,
        borough_code,
        step_date,
        parent_step,
        parent_key,
        parent_date,
        referral_key,
        link_rule,
        greatest({{ days_between('parent_date', 'step_date') }}, 0) as days_from_parent,
        coalesce(step_date < parent_date, false) as is_before_its_parent
    from together
)

select * from timed
