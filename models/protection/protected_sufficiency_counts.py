"""Placements on 31 March and through the year, protected."""


def model(dbt, session):
    from liia.protection.model import geography, protected_table

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    return protected_table("sufficiency_counts", dbt.ref("sufficiency_counts"), known)
