with
versions as (
    select * from {{ ref('int_s47_enquiry_versions') }}
    where outcome = 'in marts'
),

standings as (
    select * from {{ ref('int_events_in_force') }}
    where mart = 's47_enquiries'
),

children as (
    select * from {{ ref('children') }}
),

described as (
    select
        versions.s47_enquiry_key,
        versions.child_key,
        versions.borough_code,
        versions.nested_referral_date as referral_date,
        versions.s47_start_date,
        versions.initial_conference_date,
        {{ age_on('children.birth_month', 'versions.s47_start_date') }}
            as age_at_s47_years,
        versions.s47_enquiries_last_12m,
        versions.initial_conferences_last_12m,
        versions.is_conference_unnecessary,
        versions.is_plan_agreed,
        standings.is_told_by_annex_a,
        standings.is_told_by_cin_census,
        standings.do_returns_agree,
        standings.is_gone_later
    from versions
    inner join standings on versions.s47_enquiry_key = standings.event_key
    inner join children on versions.child_key = children.child_key
)

select * from described
