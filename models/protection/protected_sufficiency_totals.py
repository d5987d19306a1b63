"""How many are looked after, enter, leave and move, protected."""


def model(dbt, session):
    from liia.protection.model import geography, protected_table

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    return protected_table("sufficiency_totals", dbt.ref("sufficiency_totals"), known)
