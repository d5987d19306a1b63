"""The official table takes over, and a table that cannot be used says all that is wrong."""

import csv

import pytest

from ingest.landing import open_landing
from liia.configuration import settings
from liia.population import UnusableTable, load, read

HEADERS = (
    "Upper tier local authorities Code",
    "Upper tier local authorities",
    "Ethnic group (20 categories) Code",
    "Ethnic group (20 categories)",
    "Age (3 categories) Code",
    "Age (3 categories)",
    "Sex (2 categories) Code",
    "Sex (2 categories)",
    "Observation",
)
AGES = ("Aged 15 years and under", "Aged 16 to 17 years", "Aged 18 years and over")


def table(path, *, ages=AGES, count="10", ethnicities=range(1, 20)):
    rows = [
        ["E09000019", "Islington", e, "", n, age, sex, "", count]
        for e in (-8, *ethnicities)
        for n, age in enumerate(ages)
        for sex in (1, 2)
    ]
    rows += [["E08000025", "Birmingham", 1, "", 0, ages[0], 1, "", "5"]]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    return path


def test_ages_up_to_17_and_both_sexes_are_added_up_for_london_alone(tmp_path):
    children = read(table(tmp_path / "ons.csv"))

    # Two bands and two sexes of ten; Arab and any other are both OOTH.
    assert len(children) == 18 and {code for code, _ in children} == {"ISL"}
    assert children["ISL", "WBRI"] == 40 and children["ISL", "OOTH"] == 80


def test_a_second_table_takes_the_place_of_the_first(home, tmp_path):
    load(settings(), table(tmp_path / "first.csv"))
    load(settings(), table(tmp_path / "second.csv", count="3"))

    with open_landing(settings().landing_file) as landing:
        rows, total = landing.execute(
            "select count(*), sum(children) from register.populations"
        ).fetchone()
    assert (rows, total) == (18, 19 * 4 * 3)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ages": ("Aged 15 to 19 years",)}, "not an age that ends by 17"),
        ({"ages": AGES[1:]}, "ISL: some ages from 0 to 17 are missing"),
        ({"count": "c"}, "Observation: not a whole number"),
        ({"ethnicities": (44,)}, "not 1 to 19 or -8"),
        ({"ages": (*AGES, AGES[0])}, "the same cell stands above"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(tmp_path, wrong, said):
    with pytest.raises(UnusableTable, match="Nothing was loaded") as refused:
        read(table(tmp_path / "ons.csv", **wrong))

    assert said in str(refused.value)


def test_a_table_without_the_columns_says_which(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("Area,Count\nE09000019,4\n")

    with pytest.raises(UnusableTable, match=r"Observation, Age \(N categories\)"):
        read(path)
