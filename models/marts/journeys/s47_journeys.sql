with
enquiries as (
    select * from {{ ref('s47_enquiries') }}
    where not is_gone_later
),

steps as (
    select
        parent_key,
        min(step_date) filter (where step = 'initial_conference') as conference_date,
        min(step_date) filter (where step = 'cp_plan') as cp_plan_date
    from {{ ref('journey_steps') }}
    where parent_step = 's47_enquiry'
    group by parent_key
),

plans as (
    select * from {{ ref('cp_plans') }}
    where not is_gone_later
),

periods as (
    select * from {{ ref('periods_of_care') }}
),

windows as (
    select
        borough_code,
        covered_since_date,
        min(covered_until_date) as covered_until_date
    from {{ ref('int_event_windows') }}
    where mart = 's47_enquiries'
    group by
        borough_code,
        covered_since_date
),

-- A child on a plan or in care that day cannot be conferred on anew: counted among the
-- enquiries, and left out of what enquiries lead to.
protected_already as (
    select enquiries.s47_enquiry_key
    from enquiries
    inner join plans
        on
            enquiries.child_key = plans.child_key
            and enquiries.s47_start_date > plans.cp_plan_start_date
            and {{ is_open_on(
                'plans.cp_plan_start_date',
                'plans.cp_plan_end_date',
                'enquiries.s47_start_date'
            ) }}
    union distinct
    select enquiries.s47_enquiry_key
    from enquiries
    inner join periods
        on
            enquiries.child_key = periods.child_key
            and {{ is_open_on(
                'periods.care_start_date',
                'periods.care_end_date',
                'enquiries.s47_start_date'
            ) }}
),

followed as (
    select
        enquiries.s47_enquiry_key,
        enquiries.child_key,
        enquiries.borough_code,
        enquiries.s47_start_date,
        enquiries.s47_start_date + 60 as matured_date,
        coalesce(steps.conference_date, enquiries.initial_conference_date)
            as conference_date,
        steps.cp_plan_date,
        coalesce(enquiries.is_conference_unnecessary, false) as is_closed,
        protected_already.s47_enquiry_key is not null as is_repeat_on_plan,
        windows.covered_until_date
    from enquiries
    left join steps on enquiries.s47_enquiry_key = steps.parent_key
    left join protected_already
        on enquiries.s47_enquiry_key = protected_already.s47_enquiry_key
    left join windows
        on
            enquiries.borough_code = windows.borough_code
            and enquiries.s47_start_date between windows.covered_since_date
            and windows.covered_until_date
),

named as (
    select
        s47_enquiry_key,
        child_key,
        borough_code,
        s47_start_date,
        matured_date,
        conference_date,
        cp_plan_date,
        is_repeat_on_plan,
        case
            when conference_date is not null then 'conference'
            when cp_plan_date is not null then 'plan without a conference'
            when is_closed then 'no conference or plan'
            when covered_until_date is null then 'not covered'
            when matured_date > covered_until_date then 'too recent'
            else 'no conference or plan'
        end as s47_outcome
    from followed
)

select * from named
