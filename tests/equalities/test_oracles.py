"""The macros against statsmodels and SciPy, on tables made to be awkward."""

import math

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2
from statsmodels.stats.multitest import multipletests

from liia.synthetic.planted.ratios import Step
from tests.equalities.macros import database, load, rendered
from tests.equalities.tables import YEAR, told

CONNECTION = database()
POOL = "with {{ mantel_haenszel('strata', 'pooled') }} select * from pooled"


def pooled(tables: numpy.ndarray) -> dict:
    rows = [
        {"comparison": "all", "cells": 1.0, "reference_cells": 1.0}
        | dict(zip("abcd", map(float, table), strict=True))
        for table in tables
    ]
    load(CONNECTION, "strata", rows)
    answer = CONNECTION.execute(rendered(POOL))
    names = [column[0] for column in answer.description]
    found = answer.fetchone()
    return dict(zip(names, found, strict=True)) if found else {}


def oracle(tables: numpy.ndarray) -> StratifiedTable:
    margins = tables.reshape(-1, 2, 2)
    is_informative = (margins.sum(1) > 0).all(1) & (margins.sum(2) > 0).all(1)
    return StratifiedTable(list(margins[is_informative].astype(float)))


@pytest.mark.parametrize(
    ("strata", "mean"), [(33, 40), (200, 0.8), (2, 10**7), (20, 3), (1, 50)]
)
def test_pooled_ratios_agree_with_statsmodels(strata, mean):
    draws = numpy.random.default_rng(strata)
    tables = draws.poisson(mean, size=(strata, 4)) + 0
    expected, found = oracle(tables), pooled(tables)

    assert found["odds_ratio"] == pytest.approx(expected.oddsratio_pooled, rel=1e-9)
    assert math.sqrt(found["variance"]) == pytest.approx(
        expected.logodds_pooled_se, rel=1e-9
    )
    assert found["risk_ratio"] == pytest.approx(expected.riskratio_pooled, rel=1e-9)
    cmh = expected.test_null_odds(correction=False)
    assert found["cmh"] == pytest.approx(cmh.statistic, rel=1e-9)
    if strata > 1:
        tarone = expected.test_equal_odds(adjust=True)
        assert found["tarone"] == pytest.approx(tarone.statistic, rel=1e-6)


def test_boroughs_that_agree_at_no_difference_have_a_breslow_day_of_nought():
    """The quadratic is straight when the pooled ratio is 1; statsmodels divides by 0."""
    found = pooled(numpy.array([[10, 20, 30, 60], [5, 5, 8, 8]]))

    assert found["odds_ratio"] == pytest.approx(1, abs=1e-12)
    assert found["breslow_day"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    "tables",
    [
        [[0, 0, 5, 6]],
        [[0, 9, 0, 6]],
        [[7, 0, 6, 0]],
        [[0, 0, 0, 0]],
        [[5, 0, 0, 5]],
        [[0, 5, 5, 0]],
        [[0, 5, 5, 5], [0, 5, 5, 5]],
    ],
)
def test_where_nothing_can_be_compared_the_pool_is_empty_and_never_infinite(tables):
    found = pooled(numpy.array(tables))

    assert found.get("odds_ratio") is None and found.get("variance") is None
    assert not any(
        isinstance(v, float) and not math.isfinite(v) for v in found.values()
    )


CELLS = st.lists(st.integers(0, 60), min_size=4, max_size=4)


@settings(deadline=None, max_examples=60)
@given(CELLS)
def test_small_tables_agree_with_fisher(cells):
    a, b, c, d = cells
    text = f"select unnest(exact_ratio({a}::double, {b}, {c}, {d}))"
    ratio, low, high, p = CONNECTION.execute(text).fetchone()

    assert p == pytest.approx(fisher_exact([[a, b], [c, d]]).pvalue, rel=1e-6)
    assert ratio is None or low <= ratio <= high


@settings(deadline=None, max_examples=60)
@given(CELLS)
def test_groups_exchanged_turn_a_mid_p_ratio_upside_down(cells):
    a, b, c, d = cells
    text = f"""select unnest(mid_p_ratio({a}::double, {b}, {c}, {d})),
    unnest(mid_p_ratio({c}::double, {d}, {a}, {b}))"""
    ratio, low, high, p, back, back_low, back_high, back_p = CONNECTION.execute(
        text
    ).fetchone()

    assert p == pytest.approx(back_p, rel=1e-9)
    for one, other in ((ratio, back), (low, back_high), (high, back_low)):
        if one and math.isfinite(one):
            assert one * other == pytest.approx(1, rel=1e-6)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 10**7), min_size=4, max_size=4))
def test_woolf_agrees_with_statsmodels_up_to_ten_million(cells):
    a, b, c, d = cells
    ratio, variance = CONNECTION.execute(
        rendered(
            f"""select {{{{ odds_ratio('a', 'b', 'c', 'd') }}}},
            {{{{ log_odds_variance('a', 'b', 'c', 'd') }}}}
            from (values ({a}::double, {b}::double, {c}::double, {d}::double))
            as t(a, b, c, d)"""
        )
    ).fetchone()
    table = Table2x2([[a, b], [c, d]])

    assert ratio == pytest.approx(table.oddsratio, rel=1e-9)
    assert math.sqrt(variance) == pytest.approx(table.log_oddsratio_se, rel=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(1e-12, 1), min_size=1, max_size=60))
def test_false_discovery_rates_agree_with_statsmodels(p_values):
    rows = [{"number": n, "family": 1, "p": p} for n, p in enumerate(p_values)]
    load(CONNECTION, "comparisons", rows)
    found = CONNECTION.execute(
        rendered(
            "with {{ benjamini_hochberg('comparisons', 'corrected') }} "
            "select false_discovery_rate from corrected order by number"
        )
    ).fetchall()

    expected = multipletests(p_values, method="fdr_bh")[1]
    assert [q for (q,) in found] == pytest.approx(list(expected), rel=1e-9)


def test_a_boroughs_ratio_in_the_table_is_drawn_towards_londons_and_not_past_it():
    tables = {"ISL": (90, 210), "HAC": (40, 160), "CAM": (70, 330), "SOU": (120, 180)}
    rows = [
        {
            "measure": Step.S47_GIVEN_REFERRAL.value,
            "time_period": YEAR,
            "borough_code": borough,
            "ethnicity_code": code,
            "children_with": with_step,
            "children_without": without,
        }
        for borough, black in tables.items()
        for code, (with_step, without) in {"BAFR": black, "WBRI": (60, 240)}.items()
    ]
    found = {
        row["area_code"]: math.log(row["shrunken_odds_ratio"])
        for row in told(counts=rows)
        if (row["ethnic_group"], row["ethnicity_level"]) == ("Black", "group")
        and row["area_code"] in tables
    }

    log = numpy.array([math.log(a * 240 / (b * 60)) for a, b in tables.values()])
    variance = numpy.array(
        [1 / a + 1 / b + 1 / 60 + 1 / 240 for a, b in tables.values()]
    )
    weight = 1 / variance
    q = (weight * (log - (weight * log).sum() / weight.sum()) ** 2).sum()
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    spread = max(0, (q - (len(log) - 1)) / scale)
    mean = (log / (variance + spread)).sum() / (1 / (variance + spread)).sum()
    expected = (spread * log + variance * mean) / (spread + variance)
    assert list(found) and spread > 0
    for borough, value in zip(tables, expected, strict=True):
        assert found[borough] == pytest.approx(value, rel=1e-9)


def test_all_of_a_few_are_beyond_no_limit_and_all_of_many_are():
    few, many = CONNECTION.execute(
        "select binomial_limit(3::double, 0.9, 0.999), "
        "binomial_limit(300::double, 0.9, 0.999)"
    ).fetchone()

    assert few == 1 and 0.9 < many < 1
