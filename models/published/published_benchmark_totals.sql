-- depends_on: {{ ref('column_register') }}
with
{{ counts_by_area(
    ref('protected_benchmark_totals'),
    ['measure', 'time_period', 'part'],
    ['counted']
) }}

select * from published
