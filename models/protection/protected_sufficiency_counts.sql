{{ protected_twin('sufficiency_counts', ['category'], ['children']) }}
