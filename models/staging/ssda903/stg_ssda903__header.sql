with
source as (
    {{ unrestricted('ssda903', 'header') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('birth_month', 'date') }} as birth_month,
        {{ coded('sex', 'sex') }} as sex,
        {{ coded('ethnicity_code', 'ethnicity') }} as ethnicity_code
    from source
)

select * from typed
