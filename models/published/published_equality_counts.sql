-- depends_on: {{ ref('column_register') }}
with
{{ counts_by_area(
    ref('protected_counts'),
    ['measure', 'time_period', 'ethnicity_code'],
    ['children_with', 'children_without']
) }}

select * from published
