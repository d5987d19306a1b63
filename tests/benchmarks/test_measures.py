"""A measure is defined once: a row of words, and one call that counts it."""

import csv
import re

import pytest

from ingest.project import project_root

ROOT = project_root()


def rows_of(path: str) -> list[dict]:
    with (ROOT / "seeds" / path).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def measures() -> dict[str, dict]:
    return {row["measure"]: row for row in rows_of("measures/benchmark_measures.csv")}


def counted() -> list[str]:
    text = "".join(
        (ROOT / f"models/marts/benchmarks/benchmark_{of}_events.sql").read_text()
        for of in ("safeguarding", "care")
    )
    return re.findall(r"counted\(\s*'(\w+)'", text)


def test_every_measure_in_words_is_counted_once_and_no_other_is(measures):
    assert sorted(counted()) == sorted(measures)


def test_every_measure_says_what_why_how_and_what_else(measures):
    words = ("counts", "out_of", "why_it_matters", "how_to_read", "what_else_moves_it")
    for name, row in measures.items():
        assert all(row[column] for column in words), name
        assert row["unit"] == ("per_10000" if name.endswith("10000") else "percent")


def test_what_a_measure_is_told_by_is_a_mart_that_some_return_tells(measures):
    marts = {row["mart"] for row in rows_of("measures/mart_sources.csv")}
    assert {row["told_by"] for row in measures.values()} <= marts


def test_children_by_age_and_sex_are_of_every_borough_and_make_up_london():
    rows = rows_of("population/children_by_age_and_sex.csv")
    assert len(rows) == 33 * 5 * 2
    of_2023 = sum(
        int(row["children"])
        for row in rows_of("population/children_by_borough.csv")
        if row["mid_year"] == "2023"
    )
    assert sum(int(row["children"]) for row in rows) == pytest.approx(of_2023, rel=0.01)
