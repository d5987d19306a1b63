{{ protected_twin('sufficiency_totals', [], ['children']) }}
