with
source as (
    {{ unrestricted('cin_census', 'cin_plans') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('referral_date', 'date') }} as referral_date,
        {{ typed('cin_plan_start_date', 'date') }} as cin_plan_start_date,
        {{ typed('cin_plan_end_date', 'date') }} as cin_plan_end_date
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'cin_plan_start_date']) }}
            as cin_plan_key,
        *
    from typed
)

select * from keyed
