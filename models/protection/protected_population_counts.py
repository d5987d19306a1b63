"""Children of the population with the step, rounded."""

from liia.rounding import protected

PLACE = ("measure", "time_period", "borough_code", "ethnicity_code")
FIGURES = ("children_with",)


def model(dbt, session):
    dbt.config(materialized="table")
    true = dbt.ref("equality_population_counts").to_arrow_table()
    return protected(true, "population|", PLACE, FIGURES)
