"""Keyed additive rounding: near, unbiased, repeatable, secret, and additive."""

import csv
import math
import statistics
from collections import Counter
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import KeyProblem, ProtectionFailed
from ingest.project import project_root
from liia.protection import ledger, model, rounding
from liia.protection.cubes import CUBES, Geography
from liia.protection.totals import totals

SECRETS = st.binary(min_size=32, max_size=32)
COUNTS = CUBES["equality_counts"]
LINKED = CUBES["equality_counts_by_age_sex"]


def seed(name: str) -> list[dict]:
    path = project_root() / "seeds" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


GEOGRAPHY = Geography(
    {r["borough_code"]: r["inner_outer"] for r in seed("geography/boroughs")},
    {r["ethnicity_code"]: r["ethnic_group"] for r in seed("codes/ethnic_groups")},
)


def london(size: float, seed_number: int = 1) -> dict:
    """True counts of a made-up London, one measure."""
    draws = np.random.default_rng(seed_number)
    codes = list(GEOGRAPHY.ethnic_group)
    counts = {}
    for borough in sorted(GEOGRAPHY.inner_outer):
        for code, share in zip(codes, draws.dirichlet(np.ones(19) * 0.6), strict=True):
            children = draws.poisson(size * share)
            step = draws.binomial(children, 0.3)
            counts["m", borough, code, "children_with"] = int(step)
            counts["m", borough, code, "children_without"] = int(children - step)
    return dict(sorted(counts.items()))


def publish(counts, cube=COUNTS, others=None, known=None, secret=b"s" * 32) -> dict:
    known = known or ledger.Ledger()
    return model._publish(
        cube, "202526", counts, GEOGRAPHY, others or {}, secret, known
    )


def ledger_of(counts: dict, published: dict, frozen=False) -> ledger.Ledger:
    names = {c: model.cell_name(COUNTS, "202526", c) for c in counts}
    digests = {
        (names[c], ledger.digest(b"s" * 32, names[c], n)): published[c]
        for c, n in counts.items()
    }
    return ledger.Ledger(
        digests, {names[c]: published[c] for c in counts} if frozen else {}
    )


@given(st.integers(0, 10**7), SECRETS, st.text())
def test_a_count_goes_to_a_multiple_of_five_less_than_five_away(count, secret, cell):
    shown = rounding.rounded(count, secret, cell)
    assert shown % 5 == 0 and abs(shown - count) < 5
    if count % 5 == 0:
        assert shown == count


@pytest.mark.parametrize("count", [1, 2, 3, 4, 17])
def test_rounding_is_neither_up_nor_down_on_average(count):
    cells = 20_000
    total = sum(rounding.rounded(count, b"s" * 32, f"cell {n}") for n in range(cells))
    # Five standard errors of a two-way draw five apart.
    margin = 5 * 5 * ((count % 5 / 5) * (1 - count % 5 / 5) / cells) ** 0.5
    assert abs(total / cells - count) < margin


def test_another_secret_goes_another_way():
    ways = Counter(rounding.rounded(3, bytes([n]) * 32, "cell") for n in range(200))
    assert set(ways) == {0, 5} and min(ways.values()) > 40


@settings(max_examples=4, deadline=None)
@given(st.floats(20, 2000), st.integers(0, 10**6))
def test_every_promised_total_is_within_four_and_every_count_too(size, number):
    true = london(size, number)
    shown = publish(true)
    cells = list(true)
    errors = np.array([shown[c] - true[c] for c in cells])
    assert np.abs(errors).max() <= 4
    assert all(figure % 5 == 0 and figure >= 0 for figure in shown.values())
    matrix, over_areas = totals(cells, COUNTS.columns, GEOGRAPHY, COUNTS.promised_sums)
    assert (~over_areas).sum() > 33 * 2
    within_a_borough = matrix[~over_areas] @ errors
    assert np.abs(within_a_borough).max() <= 4
    all_of_london = [n for n, c in enumerate(cells) if c[3] == "children_with"]
    assert abs(errors[all_of_london].sum()) <= 4


def test_rounding_alone_would_not_keep_totals_near():
    true = london(400)
    alone = {c: rounding.rounded(n, b"s" * 32, "|".join(c)) for c, n in true.items()}
    by_borough = Counter()
    for cell, count in true.items():
        by_borough[cell[1]] += alone[cell] - count
    assert max(map(abs, by_borough.values())) > 4


def test_an_unchanged_count_keeps_what_was_published_and_changed_ones_do_not_all_move():
    true = london(400)
    first = publish(true)
    draws = np.random.default_rng(2)
    revised = {
        c: n + int(draws.integers(1, 4)) if draws.random() < 0.02 else n
        for c, n in true.items()
    }
    unchanged = [c for c in true if true[c] == revised[c]]
    assert len(true) - len(unchanged) > 0
    second = publish(revised, known=ledger_of(true, first))
    assert [c for c in unchanged if first[c] != second[c]] == []
    assert max(abs(second[c] - revised[c]) for c in revised) <= 4


def test_a_closed_year_stays_whatever_the_counts_become():
    true = london(100)
    first = publish(true)
    later = {c: n + 7 for c, n in true.items()}
    assert publish(later, known=ledger_of(true, first, frozen=True)) == first


def test_a_linked_cube_agrees_with_the_cube_it_is_linked_to():
    true = london(300)
    coarse = publish(true)
    draws, fine = np.random.default_rng(3), Counter()
    for (measure, borough, code, figure), count in true.items():
        group = GEOGRAPHY.ethnic_group[code]
        for age in ("under 5", "5 to 15", "16 and 17"):
            for sex in ("1", "2"):
                fine[measure, borough, group, age, sex, figure] += 0
        for _ in range(count):
            age = draws.choice(["under 5", "5 to 15", "16 and 17"])
            sex = draws.choice(["1", "2"])
            fine[measure, borough, group, str(age), str(sex), figure] += 1
    shown = publish(dict(sorted(fine.items())), LINKED, {"equality_counts": coarse})
    sums, wanted = Counter(), Counter()
    for (measure, borough, group, *_, figure), count in shown.items():
        sums[measure, borough, group, figure] += count
    for (measure, borough, code, figure), count in coarse.items():
        wanted[measure, borough, GEOGRAPHY.ethnic_group[code], figure] += count
    assert sums == wanted
    assert max(abs(shown[c] - fine[c]) for c in fine) <= 4


def problem(**changes) -> rounding.Problem:
    from scipy import sparse

    none = sparse.csr_matrix((0, 2))
    fields = {
        "name": "made up", "true": np.array([3, 3]), "lean": np.array([-0.1, -0.1]),
        "kept": np.array([-1, -1]), "is_frozen": np.zeros(2, bool),
        "promised": none, "held": none,
    }  # fmt: skip
    return rounding.Problem(**fields | changes)


def test_a_subset_never_exceeds_its_superset():
    from scipy import sparse

    minus = sparse.csr_matrix([[1.0, -1.0]])
    order = rounding.Bound(minus, np.array([-np.inf]), np.array([0.0]))
    leaning_wrong = problem(lean=np.array([-0.3, 0.2]), bounds=[order])
    shown, _ = rounding.publish(leaning_wrong)
    assert shown[0] <= shown[1]


def test_relations_that_cannot_hold_publish_nothing():
    from scipy import sparse

    ten = rounding.Bound(
        sparse.csr_matrix([[1.0, 0.0]]), np.array([10.0]), np.array([10.0])
    )
    with pytest.raises(ProtectionFailed, match="made up"):
        rounding.publish(problem(bounds=[ten]))


def test_a_solver_that_runs_out_of_time_publishes_nothing(monkeypatch):
    monkeypatch.setattr(rounding, "SECONDS", 0)
    with pytest.raises(ProtectionFailed) as stopped:
        publish(london(2000))
    assert stopped.value.exit_code == 5


@pytest.mark.parametrize(("with_step", "without_step"), [(1, 2), (2, 1), (1, 8)])
def test_sparse_cells_do_not_pull_the_odds_to_either_side(with_step, without_step):
    cells, errors = 33, []
    boroughs = sorted(GEOGRAPHY.inner_outer)
    counts = {}
    for borough in boroughs:
        counts["m", borough, "BAFR", "children_with"] = with_step
        counts["m", borough, "BAFR", "children_without"] = without_step
    for number in range(40):
        shown = publish(counts, secret=sha256(bytes([number])).digest())
        sums = Counter()
        for cell, count in shown.items():
            sums[cell[-1]] += count
        ratio = sums["children_with"] / sums["children_without"]
        errors.append(math.log(ratio) - math.log(with_step / without_step))
    assert len(counts) == 2 * cells
    mean, spread = statistics.mean(errors), statistics.stdev(errors)
    assert abs(mean) < 4 * spread / math.sqrt(len(errors)) + 0.01


def test_without_a_rounding_secret_nothing_is_protected_and_nothing_is_made(home):
    (home / "keys" / "rounding.key").unlink()
    with pytest.raises(KeyProblem, match="doctor --new-keys"):
        model.protected_table("equality_counts", None, GEOGRAPHY)
