"""What a release that passes its audit adds to the ledger: a pair for each cube."""


def model(dbt, session):
    from liia.protection.model import ledger_rows

    dbt.config(materialized="table")
    # dbt finds what a model reads in a name of its own, not within a call.
    twins = {
        "equality_counts": (
            dbt.ref("equality_counts"),
            dbt.ref("protected_counts"),
        ),
        "equality_population_counts": (
            dbt.ref("equality_population_counts"),
            dbt.ref("protected_population_counts"),
        ),
        "equality_counts_by_age_sex": (
            dbt.ref("equality_counts_by_age_sex"),
            dbt.ref("protected_counts_by_age_sex"),
        ),
        "ladder_counts": (
            dbt.ref("ladder_counts"),
            dbt.ref("protected_ladder_counts"),
        ),
        "benchmark_totals": (
            dbt.ref("benchmark_totals"),
            dbt.ref("protected_benchmark_totals"),
        ),
        "sufficiency_totals": (
            dbt.ref("sufficiency_totals"),
            dbt.ref("protected_sufficiency_totals"),
        ),
        "sufficiency_counts": (
            dbt.ref("sufficiency_counts"),
            dbt.ref("protected_sufficiency_counts"),
        ),
    }
    return ledger_rows(twins)
