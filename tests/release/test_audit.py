"""An auditor that can fail: each deliberately bad publication is caught, by number."""

from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from liia.release.audit.attack import attack
from liia.release.audit.figures import Declared, Relation, Side, rounded_knowledge
from liia.release.audit.knowledge import Contradiction, Knowledge
from liia.release.audit.readers import Verdict, judge, parts_of, read_by_anyone
from tests.release.test_protection import (
    BOROUGHS,
    GROUP,
    london,
    looked_after,
    publish,
    seed,
)

GSS = {row["borough_code"]: row["gss_code"] for row in seed("geography/boroughs")}
HALF = {row["gss_code"]: row["inner_outer"] for row in seed("geography/boroughs")}
DECLARED = Declared(
    GROUP,
    tuple(
        Relation(
            row["kind"] == "same",
            *(
                Side(
                    row[f"{side}_cube"],
                    row[f"{side}_measure"],
                    tuple(row[f"{side}_figures"].split("+")),
                    row[f"{side}_only"],
                )
                for side in ("lesser", "greater")
            ),
            tuple(filter(None, row["same_by"].split("+"))),
        )
        for row in seed("measures/count_relations")
    ),
)


def cells(counts: dict) -> dict:
    """What is published, or held, as the audit calls it."""
    return {
        (cube, measure, GSS[borough], *rest): count
        for (cube, measure, borough, *rest), count in counts.items()
    }


def ancestors(leaf: tuple) -> list[tuple]:
    """Every figure of an exact table that a leaf is counted in, itself first."""
    measure, area, code, figure = leaf
    group = GROUP[code]
    return [
        (measure, place, *ethnicity, part)
        for place in (area, HALF[area], "London")
        for ethnicity in ((group, code), (group, "Total"), ("Total", "Total"))
        for part in (figure, "children_at_risk")
    ]


def figures(counts: dict) -> dict:
    """Leaves and every total of them, as a table of exact figures has them."""
    sums: Counter = Counter()
    for (_, measure, borough, code, figure), count in counts.items():
        for key in dict.fromkeys(ancestors((measure, GSS[borough], code, figure))):
            sums[key] += count
    return dict(sums)


def exact_rule(true: dict, shown: dict) -> Knowledge:
    """Readers of exact figures: a leaf that is not in `shown` is 1 to 5, totals add up.

    `shown` has the interval of each figure, leaf or total, that is published.
    """
    leaves = sorted(
        {(m, a, c, f) for m, a, g, c, f in true if is_leaf((m, a, g, c, f))}
    )
    place = {leaf: n for n, leaf in enumerate(leaves)}
    low, high = np.full(len(leaves), 1.0), np.full(len(leaves), 5.0)
    parts = defaultdict(list)
    for leaf, number in place.items():
        for total in dict.fromkeys(ancestors(leaf)):
            parts[total].append(number)
    rows = [(numbers, shown[t]) for t, numbers in parts.items() if t in shown]
    for key, (least, most) in shown.items():
        if is_leaf(key):
            number = place[key[0], key[1], key[3], key[4]]
            low[number], high[number] = least, most
    matrix = sparse.lil_matrix((len(rows), len(leaves)))
    for number, (columns, _) in enumerate(rows):
        matrix[number, columns] = 1.0
    ends = np.array([limits for _, limits in rows], dtype=float)
    return Knowledge(low, high, matrix.tocsr(), ends[:, 0], ends[:, 1])


def is_leaf(key: tuple) -> bool:
    _, area, _, code, figure = key
    return area in HALF and code != "Total" and figure != "children_at_risk"


def caught(known: Knowledge) -> tuple[Verdict, int]:
    verdict = Verdict()
    ranges = judge(known, "any reader", verdict)
    return verdict, 0 if ranges is None else int(ranges.recovered.sum())


@pytest.mark.parametrize("size", [6, 300])
def test_keyed_additive_rounding_gives_nothing_to_any_reader(size):
    true = london(size) | looked_after(size)
    shown, own = cells(publish(true)), cells(true)
    said, faults = read_by_anyone(shown, own, DECLARED, 1)
    assert faults == [] and said["ranges"] == len(shown)
    assert (said["recovered"], said["narrowed"], said["fewest_values_left"]) == (
        0,
        0,
        5,
    )


def test_a_director_learns_of_other_boroughs_what_anyone_does():
    true = {c: n for c, n in looked_after(40).items() if c[2] in BOROUGHS[:4]}
    shown, own = cells(publish(true)), cells(true)
    rounded = rounded_knowledge(shown, DECLARED, own)
    areas = np.array([cell[2] for cell in rounded.cells])
    rows = rounded.knowledge.rows
    for row in range(rows.shape[0]):
        told = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
        assert len({*areas[told]}) == 1
    assert {cell[2] for part in parts_of(shown, DECLARED) for cell in part} == {*areas}
    assert all(len({c[2] for c in part}) == 1 for part in parts_of(shown, DECLARED))
    is_own = areas == GSS[BOROUGHS[0]]
    held = np.array([own[cell] for cell in rounded.cells])
    director = replace(
        rounded.knowledge,
        low=np.where(is_own, held, rounded.knowledge.low),
        high=np.where(is_own, held, rounded.knowledge.high),
    )
    ranges = attack(director)
    assert (ranges.width[~is_own] >= 4).all() and (ranges.width[is_own] == 0).all()


@pytest.mark.parametrize("size", [6, 40])
def test_tables_of_the_same_children_that_are_rounded_apart_give_counts_away(size):
    from liia.protection import model, rounding

    true = looked_after(size)
    apart = {
        cell: rounding.rounded(count, b"s" * 32, model.cell_name("202526", cell))
        for cell, count in true.items()
    }
    said, faults = read_by_anyone(cells(apart), cells(true), DECLARED, 1)
    print(f"rounded apart: {said['narrowed']} narrowed, {len(faults)} faults")
    assert faults
    alone = replace(DECLARED, relations=())
    assert read_by_anyone(cells(apart), cells(true), alone, 1)[0]["narrowed"] == 0


def test_suppression_of_one_to_five_gives_hidden_counts_back():
    true = figures(london(300))
    shown = {
        key: (count, count)
        for key, count in true.items()
        if not is_leaf(key) or not 1 <= count <= 5
    }
    # At risk is published beside, and so gives one side away where the other is shown.
    verdict, recovered = caught(exact_rule(true, shown))
    print(f"naive suppression: {recovered} of {len(true) - len(shown)} recovered")
    assert not verdict.has_passed and recovered > 50


def test_independent_rounding_to_the_nearest_five_is_narrowed():
    few = {c: n for c, n in london(60).items() if c[2] in ("ISL", "BAR", "CMD")}
    true, shown = figures(few), {}
    for key, count in true.items():
        nearest = 5 * round(count / 5)
        shown[key] = (max(nearest - 2, 0), nearest + 2)
    known = exact_rule(true, shown)
    try:
        ranges = attack(known)
    except Contradiction:
        pytest.fail("true counts must fit what was published of them")
    lost = int((ranges.width < known.told).sum())
    print(f"nearest 5: {int(ranges.recovered.sum())} recovered, {lost} narrowed")
    verdict, _ = caught(known)
    assert lost > 0 and not verdict.has_passed


def test_secondary_suppression_falls_to_who_knows_that_measures_are_nested():
    # Two hidden in each row and column of both tables: each holds alone.
    alone = Knowledge(
        np.ones(8), np.full(8, 5.0),
        sparse.csr_matrix(np.array([
            [1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0, 0],
            [1, 0, 1, 0, 0, 0, 0, 0], [0, 1, 0, 1, 0, 0, 0, 0],
            [0, 0, 0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0, 1, 1],
            [0, 0, 0, 0, 1, 0, 1, 0], [0, 0, 0, 0, 0, 1, 0, 1],
        ], dtype=float)),
        np.array([6, 6, 6, 6, 6, 6, 6, 6.0]), np.array([6, 6, 6, 6, 6, 6, 6, 6.0]),
    )  # fmt: skip
    assert caught(alone)[0].has_passed
    # Lesser counts never exceed greater ones, cell by cell, in crossed directions.
    order = np.array([[-1, 0, 0, 0, 1, 0, 0, 0], [0, -1, 0, 0, 0, 1, 0, 0],
                      [1, 0, 0, 0, 0, 0, 0, 0]], dtype=float)  # fmt: skip
    joint = Knowledge(
        alone.low, alone.high, sparse.vstack([alone.rows, sparse.csr_matrix(order)]),
        np.concatenate([alone.row_low, np.full(3, -np.inf)]),
        np.concatenate([alone.row_high, [0, 0, 2]]),
    )  # fmt: skip
    verdict, _ = caught(joint)
    assert not verdict.has_passed


def test_a_ratio_of_true_counts_gives_a_hidden_numerator_back():
    # At risk 40 is shown, 4 hidden; the reference 30 of 100 too, and the ratio, 2 places.
    ratio = round(4 * 70 / (36 * 30), 2)
    d, c = 70, 30
    rows = sparse.csr_matrix(
        [[1.0, 1.0], [d, -(ratio - 0.005) * c], [d, -(ratio + 0.005) * c]]
    )
    known = Knowledge(
        np.array([1.0, 0.0]), np.array([5.0, 40.0]), rows,
        np.array([40, 0, -np.inf]), np.array([40, np.inf, 0]),
    )  # fmt: skip
    verdict, recovered = caught(known)
    assert recovered == 2 and not verdict.has_passed


def test_a_doctored_cell_contradicts_what_else_is_told_of_the_children():
    true = looked_after(40)
    shown, own = cells(publish(true)), cells(true)
    place = next(c for c in shown if c[1] == "looked_after" and own[c] > 20)
    _, faults = read_by_anyone(shown | {place: shown[place] + 500}, own, DECLARED, 1)
    assert len(faults) == 1 and "contradict" in faults[0]
    _, faults = read_by_anyone(shown | {place: shown[place] + 5}, own, DECLARED, 1)
    assert len(faults) == 1


def test_what_one_equality_alone_tells_of_is_worked_out_exactly():
    draws = np.random.default_rng(6)
    for _ in range(30):
        # Two counts in a sum; each is the sum of two that nothing else tells of.
        truth = draws.integers(0, 4, 6)
        truth[:2] = truth[2:4].sum(), truth[4:].sum()
        rows = sparse.csr_matrix(
            [[1.0, 1, 0, 0, 0, 0], [1, 0, -1, -1, 0, 0], [0, 1, 0, 0, -1, -1]]
        )
        middle = float(truth[:2].sum())
        known = Knowledge(
            np.zeros(6), np.array([6.0, 6, 3, 3, 3, 3]), rows,
            np.array([middle - 1, 0, 0]), np.array([middle + 1, 0, 0]),
            truth.astype(float),
        )  # fmt: skip
        grid = [range(7)] * 2 + [range(4)] * 4
        every = np.array(np.meshgrid(*grid)).reshape(6, -1)
        sums = rows @ every
        fits = every[
            :,
            ((sums >= known.row_low[:, None]) & (sums <= known.row_high[:, None])).all(
                axis=0
            ),
        ]
        exact = fits.max(axis=1) - fits.min(axis=1)
        ranges = attack(known)
        assert (np.minimum(ranges.width, 4) == np.minimum(exact, 4)).all()


def test_a_contradiction_is_a_failure():
    known = Knowledge(
        np.zeros(2), np.full(2, 4.0), sparse.csr_matrix([[1.0, 1.0]]),
        np.array([9.0]), np.array([9.0]),
    )  # fmt: skip
    verdict, _ = caught(known)
    assert "contradict" in verdict.faults[0]


def test_the_attack_agrees_with_trying_every_count():
    draws = np.random.default_rng(5)
    for _ in range(30):
        rows = sparse.csr_matrix(draws.integers(0, 2, (3, 4)).astype(float))
        truth = draws.integers(0, 6, 4)
        sums = rows @ truth
        known = Knowledge(np.zeros(4), np.full(4, 5.0), rows, sums, sums)
        every = np.array(np.meshgrid(*[range(6)] * 4)).reshape(4, -1)
        fits = every[:, (rows @ every == sums[:, None]).all(axis=0)]
        ranges = attack(known)
        exact = fits.max(axis=1) - fits.min(axis=1)
        # Wide ranges are not worked at further; narrow ones are exact.
        assert (np.minimum(ranges.width, 4) == np.minimum(exact, 4)).all()


def test_the_audit_imports_nothing_of_protection():
    from ingest.project import project_root

    modules = sorted((project_root() / "liia" / "release" / "audit").glob("*.py"))
    assert len(modules) >= 6
    for path in modules:
        assert "liia.protection" not in path.read_text(), path.name
