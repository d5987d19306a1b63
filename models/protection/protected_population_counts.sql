{{ protected_twin(
    'equality_population_counts', ['ethnicity_code'], ['children_with']
) }}
