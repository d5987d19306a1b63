with
source as (
    {{ unrestricted('cin_census', 'child_protection_plans') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('referral_date', 'date') }} as referral_date,
        {{ typed('cp_plan_start_date', 'date') }} as cp_plan_start_date,
        {{ typed('cp_plan_end_date', 'date') }} as cp_plan_end_date,
        {{ coded('initial_abuse_category', 'abuse_category') }}
            as initial_abuse_category,
        {{ coded('latest_abuse_category', 'abuse_category') }}
            as latest_abuse_category,
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
