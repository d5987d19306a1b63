"""Where there is no ratio there is a reason, and no figure that is not finite."""

import math

import pytest

from liia.synthetic.planted.ratios import Step
from tests.equalities.tables import POPULATION, YEAR, told

MEASURE = Step.S47_GIVEN_REFERRAL.value


def counts(borough: str = "ISL", **children: tuple[int, int]) -> list[dict]:
    """Ethnic code to children with and without the step."""
    return [
        {
            "measure": MEASURE,
            "time_period": YEAR,
            "borough_code": borough,
            "ethnicity_code": code,
            "children_with": with_step,
            "children_without": without,
        }
        for code, (with_step, without) in children.items()
    ]


def row_of(rows: list[dict], group: str = "Black", area: str = "ISL") -> dict:
    (row,) = [
        r
        for r in rows
        if (r["ethnic_group"], r["area_code"], r["ethnicity_level"])
        == (group, area, "group")
    ]
    return row


@pytest.mark.parametrize(
    ("reason", "black", "british"),
    [
        ("nobody in one of the two groups", (0, 0), (20, 30)),
        ("nobody in one of the two groups", (20, 30), (0, 0)),
        ("no child had the step", (0, 30), (0, 40)),
        ("every child had the step", (30, 0), (40, 0)),
    ],
)
def test_a_table_that_tells_nothing_says_why(reason, black, british):
    rows = told(counts=counts(WBRI=british, BAFR=black))

    for area in ("ISL", "INNER", "LONDON"):
        row = row_of(rows, area=area)
        assert row["ratio_method"] == f"none: {reason}"
        assert row["odds_ratio"] is row["ci_low"] is row["ci_high"] is None
        assert row["reliability"] == "z" and row["is_different"] is None


def test_a_zero_is_mended_with_halves_and_says_so():
    row = row_of(told(counts=counts(WBRI=(20, 300), BAFR=(0, 250))))

    assert row["ratio_method"] == "haldane_anscombe"
    expected = (0.5 * 300.5) / (20.5 * 250.5)
    assert row["odds_ratio"] == pytest.approx(expected, rel=1e-12)


def test_one_group_only_has_counts_and_a_reason_and_no_ratio():
    rows = told(counts=counts(BAFR=(20, 30)))

    assert {row["ratio_method"] for row in rows} == {
        "none: nobody in one of the two groups"
    }
    assert row_of(rows)["children_with"] == 20


def test_children_of_unknown_ethnicity_are_no_group():
    rows = told(counts=counts(WBRI=(20, 30), BAFR=(20, 30), UNKN=(5, 5)))

    unknown = row_of(rows, "Not known")
    assert unknown["ratio_method"] == "none: ethnicity not known is no group"
    assert unknown["odds_ratio"] is None and unknown["children_with"] == 5
    assert row_of(rows)["unknown_ethnicity_percent"] == pytest.approx(100 * 10 / 110)


def test_boroughs_that_each_have_one_group_alone_are_not_pooled():
    apart = counts("ISL", WBRI=(20, 30), BAFR=(0, 0))
    apart += counts("HAC", WBRI=(0, 0), BAFR=(20, 30))
    row = row_of(told(counts=apart), area="LONDON")

    assert row["ratio_method"] == "none: in no borough can the two groups be compared"
    assert row["odds_ratio"] is None


def test_more_children_than_live_there_is_a_reason_not_a_negative_count():
    people = [
        {
            "time_period": YEAR,
            "borough_code": "ISL",
            "ethnicity_code": code,
            "population": population,
            "population_source": "planted",
        }
        for code, population in (("WBRI", 1000.0), ("BAFR", 15.0))
    ]
    events = [
        {
            "measure": POPULATION,
            "time_period": YEAR,
            "borough_code": "ISL",
            "ethnicity_code": code,
            "children_with": 20,
        }
        for code in ("WBRI", "BAFR")
    ]
    row = row_of(told(population_counts=events, int_child_populations=people))

    assert (
        row["ratio_method"]
        == "none: more children than the population is thought to have"
    )
    assert row["odds_ratio"] is None


def test_a_ratio_of_a_count_below_ten_is_not_shown_and_says_so():
    small, enough = (
        row_of(told(counts=counts(WBRI=(20, 300), BAFR=(a, 250)), noise=4, fewest=10))
        for a in (9, 10)
    )

    assert small["ratio_method"] == "none: a count is too small to show"
    assert small["odds_ratio"] is None and enough["odds_ratio"] > 0


def test_ten_million_children_in_a_cell_are_counted_exactly_and_finitely():
    row = row_of(told(counts=counts(WBRI=(10**7, 2 * 10**7), BAFR=(10**7, 10**7))))

    assert row["odds_ratio"] == pytest.approx(2, rel=1e-12)
    assert all(math.isfinite(v) for v in row.values() if isinstance(v, float))
