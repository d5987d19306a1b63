"""Children of the population who had the step, protected."""


def model(dbt, session):
    from liia.protection.model import geography, protected_table

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    true = dbt.ref("equality_population_counts")
    return protected_table("equality_population_counts", true, known)
