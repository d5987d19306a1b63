with
extracts as (
    select * from {{ ref('stg_annex_a__section_47_enquiries') }}
),

censuses as (
    select * from {{ ref('stg_cin_census__section_47_enquiries') }}
),

details as (
    select * from {{ ref('stg_cin_census__cin_details') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'section_47_enquiries' as table_name,
        submission_id,
        source_row,
        initial_conference_key,
        child_key,
        borough_code,
        s47_start_date,
        cast(null as date) as referral_date,
        initial_conference_date,
        is_plan_agreed
    from extracts
    where initial_conference_date is not null
    union all
    select
        'section_47_enquiries' as table_name,
        submission_id,
        source_row,
        initial_conference_key,
        child_key,
        borough_code,
        s47_start_date,
        referral_date,
        initial_conference_date,
        cast(null as boolean) as is_plan_agreed
    from censuses
    where initial_conference_date is not null
    union all
    select
        'cin_details' as table_name,
        submission_id,
        source_row,
        initial_conference_key,
        child_key,
        borough_code,
        cast(null as date) as s47_start_date,
        referral_date,
        initial_conference_date,
        cast(null as boolean) as is_plan_agreed
    from details
    where initial_conference_date is not null
),

received as (
    select
        seen.*,
        submissions.return_name,
        submissions.period_end
    from seen
    inner join submissions on seen.submission_id = submissions.submission_id
),

judged as (
    select
        *,
        case
            when initial_conference_date > period_end
                then 'dated after the period'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by initial_conference_key, set_aside_reason is null
            -- Told at both levels of a census: the enquiry's own wins, though a later
            -- census may tell it again with the referral alone.
            order by
                coalesce(s47_start_date is null, false) asc,
                period_end desc,
                return_name desc,
                source_row desc
        ) as version_rank,
        -- Once nested in a census, an event stands in that referral.
        {{ last_known('referral_date') }} over (
            partition by initial_conference_key, set_aside_reason is null
            order by period_end, source_row
            rows between unbounded preceding and unbounded following
        ) as nested_referral_date
    from judged
),

settled as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        initial_conference_key,
        child_key,
        borough_code,
        s47_start_date,
        nested_referral_date,
        initial_conference_date,
        is_plan_agreed,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
