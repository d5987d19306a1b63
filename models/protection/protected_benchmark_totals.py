"""The totals of the measures of service improvement, each part protected."""


def model(dbt, session):
    from liia.protection.model import geography, protected_table

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    return protected_table("benchmark_totals", dbt.ref("benchmark_totals"), known)
