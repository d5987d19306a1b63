"""True counts in, protected counts out. The audit of a release imports nothing of it."""
