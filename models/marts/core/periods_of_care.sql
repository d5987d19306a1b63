with
periods as (
    select * from {{ ref('int_care_periods') }}
),

extracts as (
    select * from {{ ref('int_period_of_care_versions') }}
    where outcome = 'in marts'
),

described as (
    select
        periods.period_of_care_key,
        periods.child_key,
        periods.borough_code,
        periods.category_of_need_code,
        periods.reason_ceased_code,
        extracts.permanence_plan,
        periods.care_start_date,
        periods.care_end_date,
        extracts.latest_cla_review_date,
        extracts.placements_last_12m,
        {{ episode_days('periods.care_start_date', 'periods.care_end_date') }}
            as period_of_care_days,
        extracts.is_care_reentry,
        periods.is_start_known,
        periods.is_end_imputed,
        {{ is_open_on(
            'periods.care_start_date', 'periods.care_end_date', as_of_date()
        ) }} as is_open
    from periods
    left join extracts on periods.period_of_care_key = extracts.period_of_care_key
)

select * from described
