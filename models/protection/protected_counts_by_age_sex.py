"""The cube of age band and sex, protected: its sums are those of the cube of codes."""


def model(dbt, session):
    from liia.protection.model import geography, protected_table

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    earlier = {"equality_counts": dbt.ref("protected_counts")}
    true = dbt.ref("equality_counts_by_age_sex")
    return protected_table("equality_counts_by_age_sex", true, known, earlier)
