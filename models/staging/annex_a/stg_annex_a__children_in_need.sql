with
source as (
    {{ unrestricted('annex_a', 'children_in_need') }}
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
        {{ typed('cin_start_date', 'date') }} as cin_start_date,
        {{ coded('primary_need_code', 'need') }} as primary_need_code,
        {{ typed('cin_end_date', 'date') }} as cin_end_date,
        {{ coded('closure_reason_code', 'closure_reason') }} as closure_reason_code,
        {{ coded('case_status', 'case_status') }} as case_status
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'cin_start_date']) }}
            as cin_episode_key,
        *
    from typed
)

select * from keyed
