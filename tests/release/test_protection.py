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
from scipy import sparse

from ingest.errors import KeyProblem, ProtectionFailed
from ingest.project import project_root
from liia.protection import ledger, model, rounding
from liia.protection.cubes import CUBES
from liia.protection.relations import Rows, relations

SECRETS = st.binary(min_size=32, max_size=32)
SECRET = b"s" * 32


def seed(name: str) -> list[dict]:
    path = project_root() / "seeds" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


BOROUGHS = [row["borough_code"] for row in seed("geography/boroughs")]
GROUP = {r["ethnicity_code"]: r["ethnic_group"] for r in seed("codes/ethnic_groups")}


def london(size: float, seed_number: int = 1) -> dict:
    """True counts of a made-up London, of one measure that no relation speaks of."""
    draws = np.random.default_rng(seed_number)
    counts = {}
    for borough in BOROUGHS:
        for code, share in zip(GROUP, draws.dirichlet(np.ones(19) * 0.6), strict=True):
            children = draws.poisson(size * share)
            step = draws.binomial(children, 0.3)
            place = ("equality_counts", "m", borough, code)
            counts[*place, "children_with"] = int(step)
            counts[*place, "children_without"] = int(children - step)
    return counts


def publish(counts, known=None, secret=SECRET) -> dict:
    known = known or ledger.Ledger()
    return dict(model.protect(counts, "202526", GROUP, secret, known))


def ledger_of(counts: dict, published: dict, frozen=False) -> ledger.Ledger:
    names = {c: model.cell_name("202526", c) for c in counts}
    digests = {
        (names[c], ledger.digest(SECRET, names[c], n)): published[c]
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
def test_every_promised_sum_is_within_four_and_every_count_too(size, number):
    true = london(size, number)
    shown = publish(true)
    errors = {cell: shown[cell] - count for cell, count in true.items()}
    assert max(map(abs, errors.values())) <= 4
    assert all(figure % 5 == 0 and figure >= 0 for figure in shown.values())
    sums = Counter()
    for (_, _, borough, code, figure), error in errors.items():
        sums[borough, GROUP[code], figure] += error
        sums[borough, "all", figure] += error
    assert len(sums) > 33 * 2 * 5 and max(map(abs, sums.values())) <= 4


def test_what_is_published_of_a_borough_does_not_depend_on_any_other():
    true = london(300)
    alone = {cell: count for cell, count in true.items() if cell[2] == "ISL"}
    together = publish(true)
    assert publish(alone) == {cell: together[cell] for cell in alone}


def test_rounding_alone_would_not_keep_totals_near():
    true = london(400)
    alone = {c: rounding.rounded(n, b"s" * 32, "|".join(c)) for c, n in true.items()}
    by_borough = Counter()
    for cell, count in true.items():
        by_borough[cell[2], cell[4]] += alone[cell] - count
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


def looked_after(size: int, seed_number: int = 1) -> dict:
    """Children looked after in every borough, told in each table that tells of them."""
    draws = np.random.default_rng(seed_number)
    counts = Counter()
    categories = seed("measures/sufficiency_categories")
    homes = [c["category"] for c in categories if c["measure"] == "provision"]
    for borough in BOROUGHS:
        for cube, measure, *rest in (
            ("sufficiency_totals", "looked_after", "children"),
            *(("sufficiency_counts", "provision", home, "children") for home in homes),
            *(
                ("benchmark_totals", measure, part, "counted")
                for measure in ("looked_after_per_10000", "fostered_percent")
                for part in ("with", "without")
                if (measure, part) != ("looked_after_per_10000", "without")
            ),
            *(
                ("equality_counts", measure, code, figure)
                for measure in (
                    "childrens_home_given_care",
                    "three_placements_given_care",
                )
                for code in GROUP
                for figure in ("children_with", "children_without")
            ),
        ):
            counts[cube, measure, borough, *rest] = 0
        for _ in range(draws.poisson(size)):
            home, code = draws.choice(homes), draws.choice(list(GROUP))
            fostered = "with" if home.startswith("foster") else "without"
            of_home = "children_with" if "childrens" in home else "children_without"
            moved = draws.choice(["children_with", "children_without"])
            for cube, measure, *rest in (
                ("sufficiency_totals", "looked_after", "children"),
                ("sufficiency_counts", "provision", str(home), "children"),
                ("benchmark_totals", "looked_after_per_10000", "with", "counted"),
                ("equality_counts", "childrens_home_given_care", str(code), of_home),
                (
                    "equality_counts",
                    "three_placements_given_care",
                    str(code),
                    str(moved),
                ),
                *(
                    [("benchmark_totals", "fostered_percent", fostered, "counted")]
                    if not home.startswith("not_known")
                    else []
                ),
            ):
                counts[cube, measure, borough, *rest] += 1
    return dict(counts)


def kept_relations(true: dict, shown: dict) -> tuple[int, list]:
    """How many declared relations the true counts keep, and which of them what is
    published does not: told here cell by cell, by no code of the house."""
    tried, broken = 0, []
    for relation in relations():
        sums = []
        for counts in (true, shown):
            sides = []
            for side in (relation.lesser, relation.greater):
                keyed = Counter()
                for cell, count in counts.items():
                    if side.means(cell):
                        by = cell[3:-1] if relation.same_by else ()
                        keyed[cell[2], *by] += count
                sides.append(keyed)
            sums.append(sides)
        for key in sums[0][0].keys() & sums[0][1].keys():
            lesser, greater = (side[key] for side in sums[0])
            is_kept = lesser == greater or (
                lesser < greater and relation.kind == "subset"
            )
            if not is_kept:
                continue
            tried += 1
            less, more = (side[key] for side in sums[1])
            if less > more or (lesser == greater and less != more):
                broken.append((relation, key))
    return tried, broken


@pytest.mark.parametrize("size", [6, 40, 400])
def test_tables_that_tell_of_the_same_children_agree(size):
    true = looked_after(size)
    shown = publish(true)
    tried, broken = kept_relations(true, shown)
    assert tried >= 33 * 24 and broken == []
    assert max(abs(shown[cell] - count) for cell, count in true.items()) <= 4
    alone = {
        cell: rounding.rounded(count, SECRET, model.cell_name("202526", cell))
        for cell, count in true.items()
    }
    assert len(kept_relations(true, alone)[1]) > 100


def test_a_relation_that_true_counts_do_not_keep_is_not_asked_of_published_ones():
    true = looked_after(40)
    place = ("sufficiency_totals", "looked_after", "ISL", "children")
    shown = publish(true | {place: true[place] + 20})
    assert abs(shown[place] - true[place] - 20) <= 4


def test_a_whole_does_not_lean_down_with_its_many_small_parts():
    true = {c: n for c, n in looked_after(8, 3).items() if c[2] in BOROUGHS[:8]}
    wholes = [c for c in true if c[0] == "sufficiency_totals" and true[c] % 5]
    errors = []
    for number in range(40):
        shown = publish(true, secret=sha256(bytes([number])).digest())
        errors.append(sum(shown[c] - true[c] for c in wholes) / len(wholes))
    mean, spread = statistics.mean(errors), statistics.stdev(errors)
    assert abs(mean) < 4 * spread / math.sqrt(len(errors))


def problem(**changes) -> rounding.Problem:
    fields = {
        "name": "made up", "true": np.array([3, 3]), "lean": np.array([-0.1, -0.1]),
        "kept": np.array([-1, -1]), "is_frozen": np.zeros(2, bool),
        "promised": sparse.csr_matrix((0, 2)),
        "related": Rows(sparse.csr_matrix((0, 2)), np.zeros(0), np.zeros(0)),
    }  # fmt: skip
    return rounding.Problem(**fields | changes)


def test_a_subset_never_exceeds_its_superset():
    order = Rows(sparse.csr_matrix([[1.0, -1.0]]), np.array([-np.inf]), np.array([0.0]))
    leaning_wrong = problem(
        true=np.array([2, 3]), lean=np.array([-0.3, 0.2]), related=order
    )
    shown, _ = rounding.publish(leaning_wrong)
    assert shown[0] <= shown[1]


def test_sums_that_cannot_be_kept_publish_nothing():
    # Ten times a count of 3 is 30 too few or 20 too many, and the widest cap is 14.
    far = sparse.csr_matrix([[10.0, 0.0]])
    with pytest.raises(ProtectionFailed, match="made up"):
        rounding.publish(problem(promised=far))


def test_a_solver_that_runs_out_of_time_publishes_nothing(monkeypatch):
    monkeypatch.setattr(rounding, "SECONDS", 0)
    with pytest.raises(ProtectionFailed) as stopped:
        publish(looked_after(400))
    assert stopped.value.exit_code == 5


@pytest.mark.parametrize(("with_step", "without_step"), [(1, 2), (2, 1), (1, 8)])
def test_sparse_cells_do_not_pull_the_odds_to_either_side(with_step, without_step):
    cells, errors = 33, []
    counts = {}
    for borough in BOROUGHS:
        counts["equality_counts", "m", borough, "BAFR", "children_with"] = with_step
        counts["equality_counts", "m", borough, "BAFR", "children_without"] = (
            without_step
        )
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
        model.protected_cells(dict.fromkeys(CUBES), None)
