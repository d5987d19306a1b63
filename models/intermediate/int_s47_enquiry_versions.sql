with
extracts as (
    select * from {{ ref('stg_annex_a__section_47_enquiries') }}
),

censuses as (
    select * from {{ ref('stg_cin_census__section_47_enquiries') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'section_47_enquiries' as table_name,
        submission_id,
        source_row,
        s47_enquiry_key,
        child_key,
        borough_code,
        cast(null as date) as referral_date,
        s47_start_date,
        initial_conference_date,
        s47_enquiries_last_12m,
        initial_conferences_last_12m,
        is_conference_unnecessary,
        is_plan_agreed
    from extracts
    union all
    select
        'section_47_enquiries' as table_name,
        submission_id,
        source_row,
        s47_enquiry_key,
        child_key,
        borough_code,
        referral_date,
        s47_start_date,
        initial_conference_date,
        cast(null as integer) as s47_enquiries_last_12m,
        cast(null as integer) as initial_conferences_last_12m,
        is_conference_unnecessary,
        cast(null as boolean) as is_plan_agreed
    from censuses
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
            when s47_start_date is null
                then 'no readable start date'
            when s47_start_date > period_end
                then 'dated after the period'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by s47_enquiry_key, set_aside_reason is null
            order by
                period_end desc,
                -- Rows of one start are one enquiry: with its conference, if any tells.
                coalesce(initial_conference_date is null, false) asc,
                return_name desc,
                source_row desc
        ) as version_rank,
        -- Once nested in a census, an event stands in that referral.
        {{ last_known('referral_date') }} over (
            partition by s47_enquiry_key, set_aside_reason is null
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
        s47_enquiry_key,
        child_key,
        borough_code,
        nested_referral_date,
        s47_start_date,
        initial_conference_date,
        s47_enquiries_last_12m,
        initial_conferences_last_12m,
        is_conference_unnecessary,
        is_plan_agreed,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
