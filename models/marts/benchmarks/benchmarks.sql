with
disproportionate as (
    select distinct
        measure,
        time_period,
        area_code as borough_code
    from {{ ref('equality_odds_ratios') }}
    where is_different and ethnicity_level = 'group'
),

{{ benchmark_table(
    ref('benchmark_totals'), 'disproportionate', noise=0, fewest=1
) }}

select * from benchmark_table
