"""The rates of the made-up London at scale 1 are near the published ones.

Run with -s to see the table.
"""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from math import sqrt

from liia.synthetic.boroughs import boroughs
from liia.synthetic.calibration import PERCENTAGES, RATES, Comparison, compare, tally
from liia.synthetic.london import Plan, history_of

PUBLISHED_YEAR_END = date(2025, 3, 31)
PLAN = Plan(None, years=2, extracts_per_year=1)
MOST_PERCENT = 5
SMALL = 1_000
"""Counts below it are allowed two standard errors: another seed moves them so far."""


def tally_of(code: str) -> Counter[str]:
    return tally(history_of(PLAN, code), PUBLISHED_YEAR_END)


def test_every_published_figure_of_london_is_met_within_five_percent():
    with ProcessPoolExecutor(2) as pool:
        counts = sum(pool.map(tally_of, boroughs()), Counter())

    compared = compare(counts, sum(b.children for b in boroughs().values()))
    for one in compared:
        print(
            f"{one.measure:34}{one.published:10.1f}{one.synthetic:10.1f}"
            f"{one.difference_percent:+8.1f} %"
        )

    assert len(compared) > 30
    far = {c for c in compared if abs(c.difference_percent) > most_percent(c, counts)}
    assert not far


def most_percent(one: Comparison, counts: Counter[str]) -> float:
    if one.measure in PERCENTAGES:
        part, _ = PERCENTAGES[one.measure]
        cases = counts[part]
    else:
        cases = SMALL if one.measure in RATES else one.published
    return MOST_PERCENT if cases >= SMALL else max(MOST_PERCENT, 200 / sqrt(cases))
