with
source as (
    {{ unrestricted('cin_census', 'cin_details') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('referral_date', 'date') }} as referral_date,
        {{ coded('referral_source', 'referral_source') }} as referral_source,
        {{ coded('primary_need_code', 'need') }} as primary_need_code,
        {{ typed('cin_end_date', 'date') }} as cin_end_date,
        {{ coded('closure_reason_code', 'closure_reason') }} as closure_reason_code,
        {{ typed('initial_conference_date', 'date') }} as initial_conference_date,
        {{ typed('is_no_further_action', 'boolean') }} as is_no_further_action
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'referral_date']) }}
            as referral_key,
        {{ surrogate_key(['child_key', 'initial_conference_date']) }}
            as initial_conference_key,
        *
    from typed
)

select * from keyed
