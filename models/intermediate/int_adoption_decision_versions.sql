with
returns as (
    select * from {{ ref('stg_ssda903__placed_for_adoption') }}
),

submissions as (
    select * from {{ ref('stg_register__submissions') }}
),

seen as (
    select
        'placed_for_adoption' as table_name,
        submission_id,
        source_row,
        adoption_decision_key,
        child_key,
        borough_code,
        adoption_decision_ceased_code,
        adoption_decision_date,
        adoption_decision_ceased_date
    from returns
),

received as (
    select
        seen.*,
        submissions.return_name,
        submissions.period_end
    from seen
    inner join submissions on seen.submission_id = submissions.submission_id
),

judged as (
    select
        *,
        case
            when adoption_decision_date is null
                then 'no readable date'
            when adoption_decision_date > period_end
                then 'dated after the period'
            when adoption_decision_ceased_date < adoption_decision_date
                then 'ceased before it was made'
        end as set_aside_reason
    from received
),

ranked as (
    select
        *,
        row_number() over (
            partition by adoption_decision_key, set_aside_reason is null
            order by
                period_end desc,
                return_name desc,
                adoption_decision_ceased_date asc nulls last,
                source_row desc
        ) as version_rank
    from judged
),

settled as (
    select
        return_name,
        table_name,
        submission_id,
        source_row,
        period_end,
        adoption_decision_key,
        child_key,
        borough_code,
        adoption_decision_ceased_code,
        adoption_decision_date,
        adoption_decision_ceased_date,
        set_aside_reason,
        {{ version_outcome('set_aside_reason', 'version_rank') }} as outcome
    from ranked
)

select * from settled
