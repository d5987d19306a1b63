with
periods as (
    select * from {{ ref('int_care_periods') }}
),

extracts as (
    select * from {{ ref('int_period_of_care_versions') }}
    where outcome = 'in marts'
),

children as (
    select * from {{ ref('children') }}
),

windows as (
    select
        borough_code,
        min(window_start_date) as first_told_date
    from {{ ref('int_event_windows') }}
    where mart = 'cla_episodes'
    group by borough_code
),

numbered as (
    select
        *,
        row_number() over (
            partition by child_key order by care_start_date
        ) as care_period_number
    from periods
),

described as (
    select
        numbered.period_of_care_key,
        numbered.child_key,
        numbered.borough_code,
        numbered.category_of_need_code,
        numbered.first_legal_status_code,
        numbered.reason_ceased_code,
        extracts.permanence_plan,
        numbered.care_start_date,
        numbered.care_end_date,
        extracts.latest_cla_review_date,
        extracts.placements_last_12m,
        {{ age_on('children.birth_month', 'numbered.care_start_date') }}
            as age_at_entry_years,
        {{ episode_days('numbered.care_start_date', 'numbered.care_end_date') }}
            as period_of_care_days,
        extracts.is_care_reentry,
        -- First ever: known of a child whom every return of the borough would have told
        -- of since birth, or where the borough says so itself.
        case
            when numbered.care_period_number > 1 then false
            when extracts.is_care_reentry is not null then not extracts.is_care_reentry
            when
                numbered.is_start_known
                and children.birth_month >= windows.first_told_date
                then true
        end as is_first_entry,
        numbered.is_start_known,
        numbered.is_end_imputed,
        numbered.has_same_day_restart,
        {{ is_open_on(
            'numbered.care_start_date', 'numbered.care_end_date', as_of_date()
        ) }} as is_open,
        numbered.is_told_by_annex_a,
        numbered.is_told_by_ssda903,
        numbered.do_returns_agree
    from numbered
    inner join children on numbered.child_key = children.child_key
    left join windows on numbered.borough_code = windows.borough_code
    left join extracts on numbered.period_of_care_key = extracts.period_of_care_key
)

select * from described
