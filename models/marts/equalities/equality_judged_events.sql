with
safeguarding as (
    select * from {{ ref('equality_safeguarding_events') }}
),

care as (
    select * from {{ ref('equality_care_events') }}
),

placed as (
    select * from {{ ref('equality_placement_events') }}
),

measures as (
    select * from {{ ref('equality_measures') }}
),

windows as (
    select * from {{ ref('int_extract_windows') }}
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

events as (
    select * from safeguarding
    union all
    select * from care
    union all
    select * from placed
),

described as (
    select
        events.measure,
        events.child_key,
        events.borough_code,
        events.cohort_date,
        events.days_to_judge,
        events.is_outcome,
        measures.basis,
        {{ financial_year_start('events.cohort_date') }} as year_start_date
    from events
    inner join measures on events.measure = measures.measure
),

-- What could still happen is unknown, not no; what no return had to hold is left out.
followed_up as (
    select described.*
    from described
    semi join windows
        on
            described.measure = windows.measure
            and described.borough_code = windows.borough_code
            and described.cohort_date >= windows.window_start_date
            and described.cohort_date <= windows.window_end_date
            and described.cohort_date + described.days_to_judge
            <= windows.covered_until_date
    where described.basis = 'previous step'
),

-- A rate of a population, and a count on 31 March, need the whole year. A window ends
-- with its latest event, so a small borough's year may seem to end a little early.
of_whole_years as (
    select described.*
    from described
    semi join stretches
        on
            described.measure = stretches.measure
            and described.borough_code = stretches.borough_code
            and described.year_start_date >= stretches.covered_from_date
            and described.year_start_date + 365 - 31 <= stretches.covered_until_date
    where described.basis = 'population'
),

-- A list of who is looked after on 31 March tells of that day, however short.
of_year_ends as (
    select described.*
    from described
    semi join stretches
        on
            described.measure = stretches.measure
            and described.borough_code = stretches.borough_code
            and described.cohort_date - 31 >= stretches.covered_from_date
            and described.cohort_date - 31 <= stretches.covered_until_date
    where described.basis = 'stock'
),

judged as (
    select * from followed_up
    union all
    select * from of_whole_years
    union all
    select * from of_year_ends
),

kept as (
    select
        measure,
        child_key,
        borough_code,
        cohort_date,
        is_outcome
    from judged
)

select * from kept
