with
judged as (
    select * from {{ ref('equality_judged_events') }}
),

measures as (
    select * from {{ ref('equality_measures') }}
    where basis != 'stock'
),

windows as (
    select * from {{ ref('int_extract_windows') }}
),

children as (
    select * from {{ ref('children') }}
),

month_ends as (
    select distinct last_day(cohort_date) as month_end_date
    from judged
),

stretches as (
    select
        measure,
        borough_code,
        min(window_start_date) as covered_from_date,
        covered_until_date
    from windows
    group by
        measure,
        borough_code,
        covered_until_date
),

-- Only where all twelve months were sent, and the last child followed up.
covered as (
    select distinct
        stretches.measure,
        stretches.borough_code,
        month_ends.month_end_date
    from stretches
    inner join measures on stretches.measure = measures.measure
    inner join month_ends
        on
            stretches.covered_from_date
            <= {{ months_before('month_ends.month_end_date', 12) }}
            and stretches.covered_until_date
            >= month_ends.month_end_date + measures.days_to_judge
),

counted_once as (
    select
        covered.measure,
        covered.month_end_date,
        covered.borough_code,
        judged.child_key,
        any_value({{ ethnicity_or_unknown('children.ethnicity_code') }})
            as ethnicity_code,
        bool_or(judged.is_outcome) as is_outcome
    from covered
    inner join judged
        on
            covered.measure = judged.measure
            and covered.borough_code = judged.borough_code
            and judged.cohort_date
            >= {{ months_before('covered.month_end_date', 12) }}
            and covered.month_end_date >= judged.cohort_date
    inner join children on judged.child_key = children.child_key
    group by
        covered.measure,
        covered.month_end_date,
        covered.borough_code,
        judged.child_key
),

counted as (
    select
        measure,
        month_end_date,
        borough_code,
        ethnicity_code,
        count(*) filter (where is_outcome) as children_with,
        count(*) filter (where not is_outcome) as children_without
    from counted_once
    group by
        measure,
        month_end_date,
        borough_code,
        ethnicity_code
)

select * from counted
