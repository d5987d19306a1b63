{{ protected_twin('benchmark_totals', ['part'], ['counted']) }}
