with
source as (
    {{ unrestricted('ssda903', 'reviews') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('birth_month', 'date') }} as birth_month,
        {{ typed('cla_review_date', 'date') }} as cla_review_date
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'cla_review_date']) }}
            as cla_review_key,
        *
    from typed
)

select * from keyed
