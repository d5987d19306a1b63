"""The macros and functions agree with tables worked out elsewhere, when those are here.

Run with -s to see the worst relative error of each method.
"""

import json
import math
from collections import defaultdict
from pathlib import Path

import pytest

from tests.equalities.macros import database, load, rendered

ROOT = Path(__file__).parents[2]
FILE = ROOT.parent / "shared" / "reference" / "odds_ratio_vectors.json"
CLOSED, SOUGHT, UNDERFLOW = 1e-9, 1e-6, 1e-300
CANCELLED = 1e-14
"""The mid-p of the file is 1 less a sum: below this, nothing is left of it."""


@pytest.fixture(scope="module")
def vectors() -> dict:
    if not FILE.exists():
        print(f"skipped: {FILE} is not here")
        pytest.skip(f"{FILE} is not here")
    return json.loads(FILE.read_text())


class Errors:
    """The worst relative error of each method and figure."""

    def __init__(self) -> None:
        self.worst = defaultdict(float)

    def compare(self, method: str, figure: str, found, expected) -> None:
        expected = None if expected is None else float(expected)
        if method == "midp" and figure == "p":
            error = max(0, abs(found - expected) - CANCELLED) / max(expected, CANCELLED)
        elif method == "woolf" and expected is not None and math.isinf(expected):
            assert found is None  # ours is never infinite
            error = 0.0
        elif expected is None or math.isinf(expected) or expected == 0:
            assert found == expected, (method, figure, found, expected)
            error = 0.0
        else:
            assert found is not None, (method, figure, expected)
            error = abs(found - expected) / abs(expected)
            error *= abs(found - expected) > UNDERFLOW
        key = f"{method}.{figure}"
        self.worst[key] = max(self.worst[key], error)

    def hold(self, *, closed: float = CLOSED, sought: float = SOUGHT) -> None:
        for key, error in sorted(self.worst.items()):
            print(f"{key:32} {error:.1e}")
        assert self.worst
        for key, error in self.worst.items():
            is_sought = key.endswith(".p") or key.startswith(("fisher", "midp"))
            assert error <= (sought if is_sought else closed), (key, error)


def rows_of(connection, text: str) -> list[dict]:
    answer = connection.execute(rendered(text))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


WALD = """
    {{ odds_ratio('a', 'b', 'c', 'd', ADDED) }} as "or",
    {{ log_odds_ratio('a', 'b', 'c', 'd', ADDED) }} as log_or,
    sqrt({{ log_odds_variance('a', 'b', 'c', 'd', ADDED) }}) as se_log_or,
    exp(log_or - {{ z95() }} * se_log_or) as ci_low,
    exp(log_or + {{ z95() }} * se_log_or) as ci_high,
    normal_p(log_or / se_log_or) as p
"""
METHODS = {
    "woolf": WALD.replace("ADDED", "0"),
    "haldane_anscombe": WALD.replace("ADDED", "0.5"),
    "fisher_cmle": "unnest(exact_ratio(a, b, c, d))",
    "midp": "unnest(mid_p_ratio(a, b, c, d))",
    "risk_ratio_katz": """
    {{ risk_ratio('a', 'b', 'c', 'd') }} as rr,
    sqrt({{ log_risk_variance('a', 'b', 'c', 'd') }}) as se_log_rr,
    exp(ln(rr) - {{ z95() }} * se_log_rr) as ci_low,
    exp(ln(rr) + {{ z95() }} * se_log_rr) as ci_high,
    normal_p(ln(rr) / se_log_rr) as p""",
}


@pytest.mark.parametrize("method", METHODS)
def test_every_two_by_two_table(method, vectors):
    connection, errors = database(), Errors()
    tables = vectors["tables_2x2"]
    rows = [
        {"number": n, **{k: float(t[k]) for k in "abcd"}} for n, t in enumerate(tables)
    ]
    load(connection, "tables", rows)
    found = rows_of(
        connection, f"select number, {METHODS[method]} from tables order by number"
    )
    for table, row in zip(tables, found, strict=True):
        row.setdefault("or", row.get("odds_ratio"))
        for figure, expected in table["expected"].get(method, {}).items():
            if figure != "status":
                errors.compare(method, figure, row[figure], expected)
    errors.hold()


def test_every_stratified_set(vectors):
    connection, errors = database(), Errors()
    rows = [
        {"comparison": table["id"], "cells": 1.0, "reference_cells": 1.0}
        | {k: float(stratum[k]) for k in "abcd"}
        for table in vectors["stratified"]
        for stratum in table["strata"]
    ]
    load(connection, "strata", rows)
    found = {
        row["comparison"]: row
        for row in rows_of(
            connection,
            """
            with {{ mantel_haenszel('strata', 'pooled') }}
            select
                comparison, informative_strata as n_informative, odds_ratio as or_mh,
                log_odds_ratio as log_or_mh, variance as rbg_var_log,
                sqrt(variance) as rbg_se_log,
                {{ ratio_limit('log_odds_ratio', 'variance', -1) }} as ci_low,
                {{ ratio_limit('log_odds_ratio', 'variance', 1) }} as ci_high,
                cmh, chi_squared_p(cmh, 1) as cmh_p,
                cmh_corrected as cmh_cc, chi_squared_p(cmh_corrected, 1) as cmh_cc_p,
                breslow_day, tarone,
                chi_squared_p(breslow_day, informative_strata - 1) as breslow_day_p,
                chi_squared_p(tarone, informative_strata - 1) as tarone_p
            from pooled
            """,
        )
    }
    for table in vectors["stratified"]:
        for figure, value in found[table["id"]].items():
            if figure in table["expected"]:
                method = "p" if figure.endswith("_p") else "mantel_haenszel"
                name = f"{figure}.p" if method == "p" else figure
                errors.compare(method, name, value, table["expected"][figure])
    # Roots of Breslow and Day are sought in the file, and closed here.
    errors.hold(closed=1e-8)


def test_every_rate_and_count(vectors):
    connection, errors = database(), Errors()
    for vector in vectors["rates"]:
        x, per = float(vector["count"]), vector["per"] / vector["population"]
        row = rows_of(
            connection,
            f"""select x * {per} as rate, poisson_low(x) * {per} as exact_low,
            poisson_high(x) * {per} as exact_high,
            {{{{ byar_low('x') }}}} * {per} as byar_low,
            {{{{ byar_high('x') }}}} * {per} as byar_high
            from (select cast({x} as double) as x)""",
        )[0]
        for figure, expected in vector["expected"].items():
            errors.compare("rate", figure, row[figure], expected)
    errors.hold()


def test_every_ratio_of_rates(vectors):
    connection, errors = database(), Errors()
    for vector in vectors["rate_ratio"]:
        counts = ", ".join(f"{vector[k]}::double" for k in ("x1", "t1", "x2", "t2"))
        row = rows_of(connection, f"select unnest(rate_ratio({counts}))")[0]
        for figure, expected in vector["expected"].items():
            errors.compare("rate_ratio", figure, row[figure], expected)
    errors.hold()


def test_every_family_of_p_values(vectors):
    connection, errors = database(), Errors()
    for vector in vectors["fdr"]:
        rows = [{"number": n, "family": 1, "p": p} for n, p in enumerate(vector["p"])]
        load(connection, "comparisons", rows)
        found = rows_of(
            connection,
            "with {{ benjamini_hochberg('comparisons', 'corrected') }} "
            "select false_discovery_rate as q from corrected order by number",
        )
        for row, expected in zip(found, vector["expected"]["q"], strict=True):
            errors.compare("fdr", "q", row["q"], expected)
    errors.hold()


def test_every_funnel(vectors):
    connection, errors = database(), Errors()
    tails = {"lo95": 0.025, "hi95": 0.975, "lo998": 0.001, "hi998": 0.999}
    for vector in vectors["funnel"]:
        for row in vector["rows"]:
            for figure, tail in tails.items():
                [found] = rows_of(
                    connection,
                    f"select binomial_limit({row['n']}, {vector['p0']}, {tail}) as at",
                )
                errors.compare("funnel", figure, found["at"], row[figure])
    errors.hold()


def test_every_random_effects_set(vectors):
    connection, errors = database(), Errors()
    for vector in vectors["random_effects"]:
        rows = [
            {"number": n, "comparison": "all", **{k: float(t[k]) for k in "abcd"}}
            for n, t in enumerate(vector["tables"])
        ]
        load(connection, "tables", rows)
        added = "{{ zero_cell_correction('a', 'b', 'c', 'd') }}"
        connection.execute(
            rendered(
                "create or replace table estimates as select *, "
                "{{ log_odds_ratio('a', 'b', 'c', 'd', 'added') }} as log_ratio, "
                "{{ log_odds_variance('a', 'b', 'c', 'd', 'added') }} as variance "
                f"from (select *, {added} as added from tables)"
            )
        )
        found = rows_of(
            connection,
            """
            with {{ random_effects('estimates', 'pool') }}
            select estimates.number, pool.*, estimates - 1 as df, i_squared as i2,
                tau_squared as tau2_dl, mean as mu_re, sqrt(mean_variance) as se_mu_re,
                {{ shrunken('log_ratio', 'variance', 'tau_squared', 'mean') }}
                    as shrunken_log_or, log_ratio as log_or, variance as var
            from estimates inner join pool on estimates.comparison = pool.comparison
            order by number
            """,
        )
        for figure, expected in vector["expected"].items():
            if isinstance(expected, list):
                for row, value in zip(found, expected, strict=True):
                    errors.compare("random_effects", figure, row[figure], value)
            elif figure in found[0]:
                errors.compare("random_effects", figure, found[0][figure], expected)
    errors.hold()
