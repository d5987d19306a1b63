"""The cube of measures given the step before, protected."""


def model(dbt, session):
    from liia.protection.model import geography, protected_table

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    return protected_table("equality_counts", dbt.ref("equality_counts"), known)
