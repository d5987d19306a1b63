-- depends_on: {{ ref('column_register') }}
with
{{ counts_by_area(
    ref('protected_sufficiency_counts'),
    ['measure', 'time_period', 'category'],
    ['children']
) }}

select * from published
