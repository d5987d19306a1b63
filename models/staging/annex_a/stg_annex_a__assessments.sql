with
source as (
    {{ unrestricted('annex_a', 'assessments') }}
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
        {{ typed('assessment_start_date', 'date') }} as assessment_start_date,
        {{ typed('is_child_seen', 'boolean') }} as is_child_seen,
        {{ typed('assessment_authorisation_date', 'date') }}
            as assessment_authorisation_date,
        {{ typed('is_support_required', 'boolean') }} as is_support_required
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
