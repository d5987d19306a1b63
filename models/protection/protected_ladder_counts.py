"""Children by the furthest rung that they reached, protected."""


def model(dbt, session):
    from liia.protection.model import geography, protected_table

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    return protected_table("ladder_counts", dbt.ref("ladder_counts"), known)
