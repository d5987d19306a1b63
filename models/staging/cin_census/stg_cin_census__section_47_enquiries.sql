with
source as (
    {{ unrestricted('cin_census', 'section_47_enquiries') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('referral_date', 'date') }} as referral_date,
        {{ typed('s47_start_date', 'date') }} as s47_start_date,
        {{ typed('initial_conference_target_date', 'date') }}
            as initial_conference_target_date,
        {{ typed('initial_conference_date', 'date') }} as initial_conference_date,
        {{ typed('is_conference_unnecessary', 'boolean') }}
            as is_conference_unnecessary
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
