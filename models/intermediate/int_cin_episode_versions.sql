with
extracts as (
    select * from {{ ref('stg_annex_a__children_in_need') }}
),

censuses as (
    select * from {{ ref('stg_cin_census__cin_details') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'children_in_need' as table_name,
        submission_id,
        source_row,
        cin_episode_key,
        child_key,
        borough_code,
        primary_need_code,
        closure_reason_code,
        case_status,
        cin_start_date,
        cin_end_date,
        cast(null as boolean) as is_no_further_action
    from extracts
    union all
    select
        'cin_details' as table_name,
        submission_id,
        source_row,
        referral_key as cin_episode_key,
        child_key,
        borough_code,
        primary_need_code,
        closure_reason_code,
        cast(null as varchar) as case_status,
        referral_date as cin_start_date,
        -- With no further action it was over on its day; the census gives no closure.
        coalesce(cin_end_date, case when is_no_further_action then referral_date end)
            as cin_end_date,
        is_no_further_action
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
            when cin_start_date is null
                then 'no readable start date'
            when cin_start_date > period_end
                then 'dated after the period'
            when cin_end_date < cin_start_date
                then 'ends before it starts'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by cin_episode_key, set_aside_reason is null
            order by
                period_end desc,
                return_name desc,
                cin_end_date asc nulls last,
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
        cin_episode_key,
        child_key,
        borough_code,
        primary_need_code,
        closure_reason_code,
        case_status,
        cin_start_date,
        cin_end_date,
        is_no_further_action,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
