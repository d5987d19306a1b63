"""Registered changes of practice: what was planted is recovered, and nothing is nothing.

Run with -s to see the rates.
"""

from math import exp, log, sqrt

import numpy
import pytest

from liia.synthetic.boroughs import boroughs
from tests.benchmarks.london import changes, load_london, london

MEASURE = "assessments_in_45_days_percent"
YEARS = ("202223", "202324", "202425", "202526")
CODES = list(boroughs())
SEEDS = 20
WHOLE = 800
YEARLY = 0.15
"""Standard deviation of what a borough's log odds move by in a year, for no reason."""


def drawn(seed: int, changed: dict[str, float] | None = None) -> list[tuple]:
    """A London in which `changed` boroughs' odds are so many times higher in 2025-26."""
    draws, rows = numpy.random.default_rng(seed), []
    for code in CODES:
        own = draws.normal(log(7), 0.2)
        for year in YEARS:
            level = own + draws.normal(0, YEARLY)
            if year == "202526":
                level += log((changed or {}).get(code, 1))
            part = int(draws.binomial(WHOLE, 1 / (1 + exp(-level))))
            rows.append((MEASURE, year, code, "with", part))
            rows.append((MEASURE, year, code, "without", WHOLE - part))
    return rows


def told(rows: list[tuple], codes: list[str], **options) -> list[dict]:
    connection = london()
    load_london(connection, rows)
    return changes(connection, [(code, MEASURE) for code in codes], **options)


def test_the_difference_in_differences_is_that_of_another_hand():
    rows = drawn(1, {"HAC": 3.0})
    [row] = told(rows, ["HAC"])

    with_it = {(code, year): n for _, year, code, part, n in rows if part == "with"}
    moved, variances = {}, {}
    for code in CODES:
        before = sum(with_it[code, year] for year in YEARS[:3])
        after = with_it[code, YEARS[3]]
        cells = [after, WHOLE - after, before, 3 * WHOLE - before]
        a, b, c, d = (cell + 0.5 for cell in cells)
        moved[code] = log(a / b) - log(c / d)
        variances[code] = 1 / a + 1 / b + 1 / c + 1 / d
    others = [code for code in CODES if code != "HAC"]
    y = numpy.array([moved[code] for code in others])
    v = numpy.array([variances[code] for code in others])
    w = 1 / v
    q = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
    between = max(0, (q - (len(y) - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    weights = 1 / (v + between)
    usual = (weights * y).sum() / weights.sum()
    width = 1.959963984540054 * sqrt(variances["HAC"] + between + 1 / weights.sum())
    assert row["effect_ratio"] == pytest.approx(exp(moved["HAC"] - usual), rel=1e-9)
    assert row["effect_low"] == pytest.approx(
        exp(moved["HAC"] - usual - width), rel=1e-9
    )
    before = sum(with_it["HAC", year] for year in YEARS[:3])
    level = log((before + 0.5) / (3 * WHOLE - before + 0.5)) + usual
    assert row["rate_expected"] == pytest.approx(100 / (1 + exp(-level)), rel=1e-9)
    assert row["boroughs_compared"] == len(CODES) - 1


def test_a_planted_change_is_recovered_with_its_interval():
    rows = [
        row for seed in range(SEEDS) for row in told(drawn(seed, {"HAC": 3.0}), ["HAC"])
    ]
    holds = [row["effect_low"] <= 3.0 <= row["effect_high"] for row in rows]
    found = [row["finding"] for row in rows]
    print(
        f"{SEEDS} planted: {sum(holds)} intervals hold it, {found.count('as expected')}"
    )
    assert sum(holds) >= 17
    # Not those whose years before happened to differ.
    fair = [row["finding"] for row in rows if row["before_trend"] == "alike"]
    assert len(fair) >= 17 and fair.count("as expected") == len(fair)


def test_no_change_is_reported_as_nothing_at_the_nominal_rate():
    rows = [row for seed in range(SEEDS) for row in told(drawn(seed), CODES[:10])]
    wrong = [row["effect_low"] > 1 or row["effect_high"] < 1 for row in rows]
    apart = [row["before_trend"] == "moving apart" for row in rows]
    print(
        f"{len(rows)} null: {numpy.mean(wrong):.1%} found, {numpy.mean(apart):.1%} apart"
    )
    assert len(rows) == SEEDS * 10
    assert 0.01 <= numpy.mean(wrong) <= 0.09
    assert 0.01 <= numpy.mean(apart) <= 0.09


def test_on_counts_rounded_to_fives_it_is_still_at_the_nominal_rate():
    rows = []
    for seed in range(SEEDS):
        draws = numpy.random.default_rng(seed)
        totals = [
            (*place, 5 * (n // 5 + int(draws.random() < n % 5 / 5)))
            for *place, n in drawn(seed)
        ]
        rows += told(totals, CODES[:5], noise=4)
    wrong = [row["effect_low"] > 1 or row["effect_high"] < 1 for row in rows]
    print(f"{len(rows)} rounded: {numpy.mean(wrong):.1%} found")
    assert numpy.mean(wrong) <= 0.09


def test_a_borough_already_on_its_way_is_not_told_to_have_changed():
    rows = []
    for measure, year, code, part, n in drawn(2):
        level = {"202223": 300, "202324": 420, "202425": 640, "202526": 760}[year]
        if code == "HAC":
            n = level if part == "with" else WHOLE - level
        rows.append((measure, year, code, part, n))
    [row] = told(rows, ["HAC"])
    assert row["before_trend"] == "moving apart"
    assert row["effect_low"] > 1
    assert row["finding"].startswith("not told")


def test_the_year_in_which_a_change_begins_is_neither_before_nor_after():
    from datetime import date

    [row] = told(drawn(3), ["HAC"], starts_on=date(2024, 10, 1))
    assert row["time_period"] == "202526"
    [before] = told(drawn(3), ["HAC"], starts_on=date(2026, 4, 1))
    assert before["finding"].startswith("not yet")
