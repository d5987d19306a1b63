-- depends_on: {{ ref('column_register') }}
with
{{ counts_by_area(
    ref('protected_counts_by_age_sex'),
    ['measure', 'time_period', 'ethnic_group', 'age_band', 'sex_code'],
    ['children_with', 'children_without']
) }}

select * from published
