"""Every cube of true counts, rounded together: what relations join must agree."""


def model(dbt, session):
    from liia.protection.model import protected_cells

    dbt.config(materialized="table")
    true = {
        "sufficiency_totals": dbt.ref("sufficiency_totals"),
        "benchmark_totals": dbt.ref("benchmark_totals"),
        "sufficiency_counts": dbt.ref("sufficiency_counts"),
        "equality_population_counts": dbt.ref("equality_population_counts"),
        "equality_counts": dbt.ref("equality_counts"),
        "ladder_counts": dbt.ref("ladder_counts"),
        "equality_counts_by_age_sex": dbt.ref("equality_counts_by_age_sex"),
    }
    return protected_cells(true, dbt.ref("ethnic_groups"))
