with
source as (
    {{ unrestricted('cin_census', 'child_protection_reviews') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('referral_date', 'date') }} as referral_date,
        {{ typed('cp_plan_start_date', 'date') }} as cp_plan_start_date,
        {{ typed('cp_review_date', 'date') }} as cp_review_date
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'cp_plan_start_date', 'cp_review_date']) }}
            as cp_review_key,
        *
    from typed
)

select * from keyed
