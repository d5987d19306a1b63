-- depends_on: {{ ref('column_register') }}
with
{{ counts_by_area(
    ref('protected_sufficiency_totals'),
    ['measure', 'time_period'],
    ['children']
) }}

select * from published
