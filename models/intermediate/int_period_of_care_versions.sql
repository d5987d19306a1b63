with
extracts as (
    select * from {{ ref('stg_annex_a__children_looked_after') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'children_looked_after' as table_name,
        submission_id,
        source_row,
        period_of_care_key,
        child_key,
        borough_code,
        category_of_need_code,
        reason_ceased_code,
        legal_status_code,
        permanence_plan,
        placement_type_code,
        placement_provider_code,
        placement_sector,
        placement_location,
        care_start_date,
        care_end_date,
        legal_status_start_date,
        placement_start_date,
        latest_cla_review_date,
        placements_last_12m,
        is_care_reentry
    from extracts
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
            when care_start_date is null
                then 'no readable start date'
            when care_start_date > period_end
                then 'dated after the period'
            when care_end_date < care_start_date
                then 'ends before it starts'
            when legal_status_code in ('V3', 'V4')
                then 'short breaks: not looked after'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by period_of_care_key, set_aside_reason is null
            order by
                period_end desc,
                return_name desc,
                care_end_date asc nulls last,
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
        period_of_care_key,
        child_key,
        borough_code,
        category_of_need_code,
        reason_ceased_code,
        legal_status_code,
        permanence_plan,
        placement_type_code,
        placement_provider_code,
        placement_sector,
        placement_location,
        care_start_date,
        care_end_date,
        legal_status_start_date,
        placement_start_date,
        latest_cla_review_date,
        placements_last_12m,
        is_care_reentry,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
