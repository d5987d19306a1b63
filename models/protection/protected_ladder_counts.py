"""Children by the furthest rung that they reached, rounded."""

from liia.rounding import protected

PLACE = ("time_period", "borough_code", "ethnicity_code", "furthest_step")
FIGURES = ("children",)


def model(dbt, session):
    dbt.config(materialized="table")
    true = dbt.ref("ladder_counts").to_arrow_table()
    return protected(true, "ladder|", PLACE, FIGURES)
