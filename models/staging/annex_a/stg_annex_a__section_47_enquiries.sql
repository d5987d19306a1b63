with
source as (
    {{ unrestricted('annex_a', 'section_47_enquiries') }}
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
        {{ typed('s47_start_date', 'date') }} as s47_start_date,
        {{ typed('is_conference_unnecessary', 'boolean') }}
            as is_conference_unnecessary,
        {{ typed('initial_conference_date', 'date') }} as initial_conference_date,
        {{ typed('is_plan_agreed', 'boolean') }} as is_plan_agreed,
        {{ typed('s47_enquiries_last_12m', 'integer') }} as s47_enquiries_last_12m,
        {{ typed('initial_conferences_last_12m', 'integer') }}
            as initial_conferences_last_12m
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 's47_start_date']) }}
            as s47_enquiry_key,
        {{ surrogate_key(['child_key', 'initial_conference_date']) }}
            as initial_conference_key,
        *
    from typed
)

select * from keyed
