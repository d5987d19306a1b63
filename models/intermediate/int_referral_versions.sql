with
extracts as (
    select * from {{ ref('stg_annex_a__referrals') }}
),

censuses as (
    select * from {{ ref('stg_cin_census__cin_details') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'referrals' as table_name,
        submission_id,
        source_row,
        referral_key,
        child_key,
        borough_code,
        referral_source,
        referral_date,
        referrals_last_12m,
        is_no_further_action,
        false as is_open_when_told
    from extracts
    union all
    select
        'cin_details' as table_name,
        submission_id,
        source_row,
        referral_key,
        child_key,
        borough_code,
        referral_source,
        referral_date,
        cast(null as integer) as referrals_last_12m,
        is_no_further_action,
        cin_end_date is null and not coalesce(is_no_further_action, false)
            as is_open_when_told
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
            when referral_date is null
                then 'no readable referral date'
            when referral_date > period_end
                then 'dated after the period'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by referral_key, set_aside_reason is null
            -- Two on a day: the one that went further is the referral.
            order by
                period_end desc,
                return_name desc,
                is_no_further_action asc nulls last,
                source_row desc
        ) as version_rank
    from judged
),

settled as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        referral_key,
        child_key,
        borough_code,
        referral_source,
        referral_date,
        referrals_last_12m,
        is_no_further_action,
        is_open_when_told,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
