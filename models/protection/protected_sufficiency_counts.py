"""Placements on 31 March and through the year, protected."""

from liia.rounding import protected

PLACE = ("measure", "time_period", "borough_code", "category")
FIGURES = ("children",)


def model(dbt, session):
    dbt.config(materialized="table")
    true = dbt.ref("sufficiency_counts").to_arrow_table()
    return protected(true, "sufficiency|", PLACE, FIGURES)
