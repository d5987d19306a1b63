"""The statistics that SQL has not, as vectorised functions that dbt gives to DuckDB."""
