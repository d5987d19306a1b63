with
years as (
    select * from {{ ref('benchmark_years') }}
),

measures as (
    select * from {{ ref('benchmark_measures') }}
),

counts as (
    select * from {{ ref('benchmark_counts') }}
),

-- A rate of a population has no rest: the population is public.
parts (part, unit) as (
    values
    ('with', 'percent'),
    ('without', 'percent'),
    ('with', 'per_10000')
),

-- Every part is there, the empty ones too: an absent row would tell a true zero.
totals as (
    select
        years.measure,
        years.time_period,
        years.borough_code,
        parts.part,
        cast(coalesce(sum(
            case
                when parts.part = 'with' then counts.numerator
                else counts.denominator - counts.numerator
            end
        ), 0) as bigint) as counted
    from years
    inner join measures on years.measure = measures.measure
    inner join parts on measures.unit = parts.unit
    left join counts
        on
            years.measure = counts.measure
            and years.time_period = counts.time_period
            and years.borough_code = counts.borough_code
    group by
        years.measure,
        years.time_period,
        years.borough_code,
        parts.part
)

select * from totals
