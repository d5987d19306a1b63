with
source as (
    {{ unrestricted('cin_census', 'assessments') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('referral_date', 'date') }} as referral_date,
        {{ typed('assessment_start_date', 'date') }} as assessment_start_date,
        {{ typed('assessment_review_date', 'date') }} as assessment_review_date,
        {{ typed('assessment_authorisation_date', 'date') }}
            as assessment_authorisation_date,
        {{ typed('assessment_factors', 'codes') }} as assessment_factors
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'assessment_start_date']) }}
            as assessment_key,
        *
    from typed
)

select * from keyed
