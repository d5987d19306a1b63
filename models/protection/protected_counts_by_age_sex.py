"""The cube of age band and sex, rounded apart."""

from liia.rounding import protected

PLACE = (
    "measure",
    "time_period",
    "borough_code",
    "ethnic_group",
    "age_band",
    "sex_code",
)
FIGURES = ("children_with", "children_without")


def model(dbt, session):
    dbt.config(materialized="table")
    true = dbt.ref("equality_counts_by_age_sex").to_arrow_table()
    return protected(true, "age_sex|", PLACE, FIGURES)
