"""Their categories, protected: those of a measure add up to its total."""


def model(dbt, session):
    from liia.protection.model import geography, protected_table

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    earlier = {"sufficiency_totals": dbt.ref("protected_sufficiency_totals")}
    true = dbt.ref("sufficiency_counts")
    return protected_table("sufficiency_counts", true, known, earlier)
