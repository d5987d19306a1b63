{{ protected_twin(
    'ladder_counts', ['ethnicity_code', 'furthest_step'], ['children'],
    has_measures=false
) }}
