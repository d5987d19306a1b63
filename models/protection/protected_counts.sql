{{ protected_twin(
    'equality_counts', ['ethnicity_code'], ['children_with', 'children_without']
) }}
