-- Each conference with its enquiry, each plan with its conference or, without one, its
-- enquiry.
with
enquiries as (
    select * from {{ ref('s47_enquiries') }}
    where not is_gone_later
),

conferences as (
    select * from {{ ref('initial_conferences') }}
    where not is_gone_later
),

plans as (
    select
        *,
        lag(cp_plan_start_date) over (
            partition by child_key order by cp_plan_start_date
        ) as previous_cp_plan_start_date
    from {{ ref('cp_plans') }}
    where not is_gone_later
),

standings as (
    select * from {{ ref('int_event_standings') }}
    where mart = 's47_enquiries'
),

-- A conference names its enquiry, or has none: it came with the family from elsewhere.
conferred as (
    select
        'initial_conference' as step,
        conferences.initial_conference_key as event_key,
        conferences.child_key,
        conferences.borough_code,
        conferences.initial_conference_date as step_date,
        conferences.referral_date,
        case when enquiries.s47_enquiry_key is not null then 's47_enquiry' end
            as parent_step,
        enquiries.s47_enquiry_key as parent_key,
        enquiries.s47_start_date as parent_date,
        case
            when enquiries.s47_enquiry_key is not null then 'told in one record'
            else 'direct entry'
        end as link_rule
    from conferences
    left join standings
        on
            {{ surrogate_key(['conferences.child_key', 'conferences.s47_start_date']) }}
            = standings.event_key
    left join enquiries
        on
            coalesce(standings.restated_as_key, standings.event_key)
            = enquiries.s47_enquiry_key
),

candidates as (
    select
        plans.cp_plan_key,
        'initial_conference' as parent_step,
        conferences.initial_conference_key as parent_key,
        conferences.initial_conference_date as parent_date,
        case
            when conferences.initial_conference_date = plans.cp_plan_start_date
                then 'on the day of the conference'
            when
                conferences.referral_date = plans.referral_date
                and conferences.initial_conference_date < plans.cp_plan_start_date
                then 'nested in the census'
            else 'within 45 days'
        end as link_rule
    from plans
    inner join conferences
        on
            plans.child_key = conferences.child_key
            -- What an earlier plan came of is not the door to this one.
            and coalesce(
                plans.previous_cp_plan_start_date < conferences.initial_conference_date,
                true
            )
            and (
                conferences.initial_conference_date
                between plans.cp_plan_start_date - 45 and plans.cp_plan_start_date + 3
                or (
                    plans.referral_date = conferences.referral_date
                    and plans.cp_plan_start_date > conferences.initial_conference_date
                )
            )
    union all
    select
        plans.cp_plan_key,
        's47_enquiry' as parent_step,
        enquiries.s47_enquiry_key as parent_key,
        enquiries.s47_start_date as parent_date,
        case
            when enquiries.referral_date = plans.referral_date
                then 'nested in the census'
            else 'within 60 days'
        end as link_rule
    from plans
    inner join enquiries
        on
            plans.child_key = enquiries.child_key
            and enquiries.initial_conference_date is null
            and coalesce(
                plans.previous_cp_plan_start_date < enquiries.s47_start_date, true
            )
            and plans.cp_plan_start_date >= enquiries.s47_start_date
            and (
                enquiries.s47_start_date >= plans.cp_plan_start_date - 60
                or plans.referral_date = enquiries.referral_date
            )
),

-- A conference before an enquiry, its day before a nest, a nest before a window.
chosen as (
    select *
    from candidates
    qualify
        row_number() over (
            partition by cp_plan_key
            order by
                case parent_step when 'initial_conference' then 1 else 2 end,
                case link_rule
                    when 'on the day of the conference' then 1
                    when 'nested in the census' then 2
                    else 3
                end,
                parent_date desc
        ) = 1
),

planned as (
    select
        'cp_plan' as step,
        plans.cp_plan_key as event_key,
        plans.child_key,
        plans.borough_code,
        plans.cp_plan_start_date as step_date,
        plans.referral_date,
        chosen.parent_step,
        chosen.parent_key,
        chosen.parent_date,
        coalesce(chosen.link_rule, 'direct entry') as link_rule
    from plans
    left join chosen on plans.cp_plan_key = chosen.cp_plan_key
),

together as (
    select * from conferred
    union all
    select * from planned
)

select * from together
