with
source as (
    {{ unrestricted('annex_a', 'referrals') }}
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
        {{ typed('referral_date', 'date') }} as referral_date,
        {{ coded('referral_source', 'referral_source') }} as referral_source,
        {{ typed('is_no_further_action', 'boolean') }} as is_no_further_action,
        {{ typed('referrals_last_12m', 'integer') }} as referrals_last_12m
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'referral_date']) }}
            as referral_key,
        *
    from typed
)

select * from keyed
