with
source as (
    {{ unrestricted('ssda903', 'placed_for_adoption') }}
),

typed as (
    select
        _submission_id as submission_id,
        _source_row as source_row,
        _borough_code as borough_code,
        {{ surrogate_key(['_borough_code', 'child_id']) }} as child_key,
        {{ typed('birth_month', 'date') }} as birth_month,
        {{ typed('adoption_decision_date', 'date') }} as adoption_decision_date,
        {{ typed('adoption_decision_ceased_date', 'date') }}
            as adoption_decision_ceased_date,
        {{ coded('adoption_decision_ceased_code', 'reason_placed_ceased') }}
            as adoption_decision_ceased_code
    from source
),

keyed as (
    select
        {{ surrogate_key(['child_key', 'adoption_decision_date']) }}
            as adoption_decision_key,
        *
    from typed
)

select * from keyed
