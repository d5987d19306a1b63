-- A stock of one quarter is mostly that of the last: no chart of chance fits it.
with
judged as (
    select * from {{ ref('benchmark_judged_events') }}
),

years as (
    select * from {{ ref('benchmark_years') }}
    where basis = 'flow'
),

measures as (
    select * from {{ ref('benchmark_measures') }}
),

populations as (
    select * from {{ ref('int_borough_populations') }}
),

quarters as (
    select distinct
        {{ financial_year('calendar_date') }} as time_period,
        cast(date_trunc('quarter', calendar_date) as date) as quarter_start_date
    from {{ ref('int_calendar') }}
),

-- Quarters whose last event can be judged; a month of silence at the end is let pass.
told as (
    select
        years.measure,
        years.borough_code,
        years.time_period,
        quarters.quarter_start_date,
        measures.unit,
        populations.population
    from years
    inner join measures on years.measure = measures.measure
    inner join quarters
        on
            years.time_period = quarters.time_period
            and quarters.quarter_start_date + interval 3 month - interval 31 day
            <= years.judged_until_date
    inner join populations
        on
            years.time_period = populations.time_period
            and years.borough_code = populations.borough_code
    where
        years.days_to_judge = 0
        or quarters.quarter_start_date + interval 3 month <= years.judged_until_date + 1
),

counted as (
    select
        told.measure,
        told.borough_code,
        told.time_period,
        told.quarter_start_date,
        any_value(told.unit) as unit,
        cast(count(judged.event_key) filter (where judged.is_in_numerator) as double)
            as numerator,
        cast(
            case when any_value(told.unit) = 'percent' then count(judged.event_key)
                else any_value(told.population)
            end as double
        ) as denominator
    from told
    left join judged
        on
            told.measure = judged.measure
            and told.borough_code = judged.borough_code
            and told.quarter_start_date
            = cast(date_trunc('quarter', judged.counted_date) as date)
    group by
        told.measure,
        told.borough_code,
        told.time_period,
        told.quarter_start_date
),

centred as (
    select
        *,
        cast(case when unit = 'percent' then 100 else 10000 end as double) as per,
        numerator / nullif(denominator, 0) as proportion,
        count(*) over whole as quarters_held,
        sum(numerator) over whole / nullif(sum(denominator) over whole, 0) as centre
    from counted
    window whole as (partition by measure, borough_code)
),

-- Three deviations: a p-chart for shares, a u-chart for rates.
charted as (
    select
        *,
        quarters_held >= 12 as has_limits,
        3 * sqrt(
            centre * case when unit = 'percent' then 1 - centre else 1 end
            / nullif(denominator, 0)
        ) as width,
        count(*) filter (where proportion > centre) over eight as above_of_eight,
        count(*) filter (where proportion < centre) over eight as below_of_eight
    from centred
    window
        eight as (
            partition by measure, borough_code
            order by quarter_start_date
            rows between 7 preceding and current row
        )
),

told_of as (
    select
        measure,
        borough_code,
        time_period,
        quarter_start_date,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        per * proportion as rate,
        quarters_held,
        case when has_limits then per * centre end as own_centre,
        case when has_limits then per * greatest(0, centre - width) end as control_low,
        case when has_limits and unit = 'percent'
                then per * least(1, centre + width)
            when has_limits then per * (centre + width)
        end as control_high,
        case
            when not has_limits then null
            when proportion > centre + width then 'above the limits'
            when proportion < centre - width then 'below the limits'
            when above_of_eight = 8 then 'eight quarters above its own mean'
            when below_of_eight = 8 then 'eight quarters below its own mean'
        end as signal_seen
    from charted
)

select * from told_of
