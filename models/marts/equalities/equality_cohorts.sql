with
judged as (
    select * from {{ ref('equality_judged_events') }}
),

children as (
    select * from {{ ref('children') }}
),

-- Age is judged at the first event of the year; a birth told by its month alone makes a
-- child up to a month older.
counted_once as (
    select
        judged.measure,
        {{ financial_year('judged.cohort_date') }} as time_period,
        judged.borough_code,
        judged.child_key,
        any_value({{ ethnicity_or_unknown('children.ethnicity_code') }})
            as ethnicity_code,
        any_value(children.sex) as sex,
        min({{ months_between('children.birth_month', 'judged.cohort_date') }})
            as age_months,
        bool_or(judged.is_outcome) as is_outcome
    from judged
    inner join children on judged.child_key = children.child_key
    group by
        judged.measure,
        {{ financial_year('judged.cohort_date') }},
        judged.borough_code,
        judged.child_key
),

described as (
    select
        measure,
        time_period,
        borough_code,
        child_key,
        ethnicity_code,
        {{ age_band('age_months', 'sex') }} as age_band,
        case
            when sex in ('F', 'M') and age_months is not null then sex
            else 'U'
        end as sex_code,
        is_outcome
    from counted_once
)

select * from described
