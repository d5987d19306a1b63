with
referrals as (
    select * from {{ ref('journey_referrals') }}
),

standings as (
    select * from {{ ref('int_event_standings') }}
    where mart = 'referrals'
),

steps as (
    select
        'assessment' as step,
        assessment_key as event_key,
        child_key,
        borough_code,
        assessment_start_date as step_date,
        referral_date
    from {{ ref('assessments') }}
    where not is_gone_later
    union all
    select
        's47_enquiry' as step,
        s47_enquiry_key as event_key,
        child_key,
        borough_code,
        s47_start_date as step_date,
        referral_date
    from {{ ref('s47_enquiries') }}
    where not is_gone_later
),

keyed as (
    select
        *,
        {{ surrogate_key(['child_key', 'referral_date']) }} as nested_key
    from steps
),

-- The census nests a step in its referral, however late it comes.
nested as (
    select
        keyed.step,
        keyed.event_key,
        referrals.opening_referral_key as referral_key,
        referrals.opening_referral_date as referral_date
    from keyed
    inner join standings on keyed.nested_key = standings.event_key
    inner join referrals
        on
            coalesce(standings.restated_as_key, standings.event_key)
            = referrals.referral_key
),

-- Otherwise the nearest referral of the 30 days before; never past a newer one. One
-- logged up to three days after its own assessment is usual.
near as (
    select
        keyed.step,
        keyed.event_key,
        referrals.opening_referral_key as referral_key,
        referrals.opening_referral_date as referral_date
    from keyed
    inner join referrals
        on
            keyed.child_key = referrals.child_key
            and referrals.referral_date between keyed.step_date - 30
            and keyed.step_date + 3
    anti join nested
        on keyed.step = nested.step and keyed.event_key = nested.event_key
    qualify
        row_number() over (
            partition by keyed.step, keyed.event_key
            order by
                referrals.referral_date > keyed.step_date,
                abs({{ days_between('referrals.referral_date', 'keyed.step_date') }})
        ) = 1
),

linked as (
    select
        keyed.step,
        keyed.event_key,
        keyed.child_key,
        keyed.borough_code,
        keyed.step_date,
        coalesce(nested.referral_key, near.referral_key) as referral_key,
        coalesce(nested.referral_date, near.referral_date) as referral_date,
        case
            when nested.referral_key is not null then 'nested in the census'
            when near.referral_key is not null then 'within 30 days'
            else 'direct entry'
        end as link_rule
    from keyed
    left join nested
        on keyed.step = nested.step and keyed.event_key = nested.event_key
    left join near
        on keyed.step = near.step and keyed.event_key = near.event_key
)

select * from linked
