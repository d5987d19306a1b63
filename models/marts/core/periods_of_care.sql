with
versions as (
    select * from {{ ref('int_period_of_care_versions') }}
),

in_force as (
    select
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
        placement_authority,
        care_start_date,
        care_end_date,
        legal_status_start_date,
        placement_start_date,
        latest_cla_review_date,
        placements_last_12m,
        {{ episode_days('care_start_date', 'care_end_date') }} as period_of_care_days,
        is_care_reentry,
        {{ is_open_on('care_start_date', 'care_end_date', as_of_date()) }}
            as is_open
    from versions
    where outcome = 'in marts'
)

select * from in_force
