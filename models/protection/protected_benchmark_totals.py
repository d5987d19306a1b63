"""The totals of the measures of service improvement, each part rounded apart."""

from liia.rounding import protected

PLACE = ("measure", "time_period", "borough_code", "part")
FIGURES = ("counted",)


def model(dbt, session):
    dbt.config(materialized="table")
    true = dbt.ref("benchmark_totals").to_arrow_table()
    return protected(true, "benchmark|", PLACE, FIGURES)
