-- depends_on: {{ ref('column_register') }}
with
{{ counts_by_area(
    ref('protected_ladder_counts'),
    ['time_period', 'ethnicity_code', 'furthest_step'],
    ['children']
) }}

select * from published
