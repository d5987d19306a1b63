"""True counts in, protected counts out: children with the step and without, rounded apart."""

from liia.rounding import protected

PLACE = ("measure", "time_period", "borough_code", "ethnicity_code")
FIGURES = ("children_with", "children_without")


def model(dbt, session):
    dbt.config(materialized="table")
    true = dbt.ref("equality_counts").to_arrow_table()
    return protected(true, "", PLACE, FIGURES)
