-- depends_on: {{ ref('column_register') }}
with
{{ counts_by_area(
    ref('protected_population_counts'),
    ['measure', 'time_period', 'ethnicity_code'],
    ['children_with']
) }}

select * from published
