{{ protected_twin(
    'equality_counts_by_age_sex', ['ethnic_group', 'age_band', 'sex_code'],
    ['children_with', 'children_without']
) }}
