with
source as (
    {{ unrestricted('annex_a', 'child_protection') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ coded('sex', 'sex') }} as sex,
        {{ coded('ethnicity_code', 'ethnicity') }} as ethnicity_code,
        {{ typed('birth_month', 'date') }} as birth_month,
        {{ typed('age_years', 'integer') }} as age_years,
        {{ typed('cp_plan_start_date', 'date') }} as cp_plan_start_date,
        {{ coded('initial_abuse_category', 'abuse_category') }}
            as initial_abuse_category,
        {{ coded('latest_abuse_category', 'abuse_category') }}
            as latest_abuse_category,
        {{ typed('latest_cp_review_date', 'date') }} as latest_cp_review_date,
        {{ typed('cp_plan_end_date', 'date') }} as cp_plan_end_date,
        {{ typed('is_emergency_protected', 'boolean') }} as is_emergency_protected,
        {{ typed('previous_cp_plans', 'integer') }} as previous_cp_plans
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'cp_plan_start_date']) }}
            as cp_plan_key,
        *
    from typed
)

select * from keyed
