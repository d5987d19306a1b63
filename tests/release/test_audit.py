"""An auditor that can fail: each deliberately bad publication is caught, by number."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy import sparse

from liia.release.audit import Verdict, judge
from liia.release.audit.attack import attack
from liia.release.audit.figures import Declared, Relation, Side, rounded_knowledge
from liia.release.audit.insider import insider_knowledge
from liia.release.audit.knowledge import Contradiction, Knowledge
from tests.release.test_protection import GEOGRAPHY, london, publish
from tests.release.test_protection import LINKED as LINKED_CUBE

GSS = {code: f"E{n:08}" for n, code in enumerate(sorted(GEOGRAPHY.inner_outer))}
DECLARED = Declared(
    {GSS[b]: side for b, side in GEOGRAPHY.inner_outer.items()}, GEOGRAPHY.ethnic_group
)


def cells(counts: dict) -> dict:
    """What is published, or held, as the audit calls it."""
    return {
        ("equality_counts", measure, GSS[borough], code, figure): count
        for (measure, borough, code, figure), count in counts.items()
    }


def ancestors(leaf: tuple) -> list[tuple]:
    """Every figure of an exact table that a leaf is counted in, itself first."""
    measure, area, code, figure = leaf
    group = GEOGRAPHY.ethnic_group[code]
    return [
        (measure, place, *ethnicity, part)
        for place in (area, DECLARED.inner_outer[area], "London")
        for ethnicity in ((group, code), (group, "Total"), ("Total", "Total"))
        for part in (figure, "children_at_risk")
    ]


def figures(counts: dict) -> dict:
    """Leaves and every total of them, as a table of exact figures has them."""
    sums: Counter = Counter()
    for (measure, borough, code, figure), count in counts.items():
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
    return (
        area in DECLARED.inner_outer
        and code != "Total"
        and figure != "children_at_risk"
    )


def caught(known: Knowledge) -> tuple[Verdict, int]:
    verdict = Verdict()
    ranges = judge(known, "any reader", verdict)
    return verdict, 0 if ranges is None else int(ranges.recovered.sum())


def test_keyed_additive_rounding_gives_nothing_to_any_reader():
    rounded = rounded_knowledge(cells(publish(london(300))), DECLARED)
    assert rounded.totals > 300
    verdict, recovered = caught(rounded.knowledge)
    assert verdict.has_passed and recovered == 0


def test_keyed_additive_rounding_gives_nothing_to_a_director():
    true = london(300)
    rounded = rounded_knowledge(cells(publish(true)), DECLARED)
    for borough in ("ISL", "BAR"):
        own = {c: n for c, n in cells(true).items() if c[2] == GSS[borough]}
        assert len(own) == 38
        verdict, recovered = caught(insider_knowledge(rounded, own))
        assert verdict.has_passed and recovered == 0


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
    few = {c: n for c, n in london(60).items() if c[1] in ("ISL", "BAR", "CMD")}
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


LINKED = Declared(
    DECLARED.inner_outer,
    DECLARED.ethnic_group,
    tuple(
        Relation(
            True,
            Side("equality_counts_by_age_sex", "*", (figure,)),
            Side("equality_counts", "*", (figure,)),
            ("ethnic_group",),
        )
        for figure in ("children_with", "children_without")
    ),
)


def by_age(counts: dict) -> dict:
    """The children of some counts again, each with an age and a sex drawn for it."""
    draws, fine = np.random.default_rng(3), {}
    bands = [(age, sex) for age in ("0", "1 to 4", "5 to 9") for sex in ("F", "M")]
    for (cube, measure, area, code, figure), count in counts.items():
        group = DECLARED.ethnic_group[code]
        for (age, sex), some in zip(
            bands, draws.multinomial(count, [1 / 6] * 6), strict=True
        ):
            key = (f"{cube}_by_age_sex", measure, area, group, age, sex, figure)
            fine[key] = fine.get(key, 0) + int(some)
    return fine


def linked_publication(size: float) -> tuple[dict, dict]:
    """True counts of two cubes that tell of the same children, and what is published."""
    true = london(size)
    coarse = publish(true)
    fine = by_age(cells(true))
    back = {gss: code for code, gss in GSS.items()}
    shown = publish(
        dict(
            sorted((((m, back[a], *rest), n) for (_, m, a, *rest), n in fine.items()))
        ),
        LINKED_CUBE,
        {"equality_counts": coarse},
    )
    again = {
        ("equality_counts_by_age_sex", m, GSS[b], *rest): n
        for (m, b, *rest), n in shown.items()
    }
    return cells(true) | fine, cells(coarse) | again


def test_a_linked_cube_gives_nothing_to_a_director():
    true, shown = linked_publication(300)
    rounded = rounded_knowledge(shown, LINKED)
    assert len(rounded.knowledge.row_low) - rounded.totals > 33 * 7
    verdict, _ = caught(rounded.knowledge)
    assert verdict.has_passed
    for borough in ("ISL", "BAR"):
        own = {c: n for c, n in true.items() if c[2] == GSS[borough]}
        verdict, _ = caught(insider_knowledge(rounded, own))
        assert verdict.faults == []


def test_cubes_of_the_same_children_that_are_rounded_apart_give_counts_away():
    # White British is one code: its count is told twice, once down and once up.
    true = {c: n for c, n in cells(london(300)).items() if c[3] == "WBRI"}
    again = {
        ("equality_counts_by_age_sex", m, area, "White British", "0", "F", figure): n
        for (_, m, area, _, figure), n in true.items()
    }
    apart = {c: n - n % 5 for c, n in true.items()}
    apart |= {c: n + -n % 5 for c, n in again.items()}
    verdict, _ = caught(rounded_knowledge(apart, LINKED).knowledge)
    assert not verdict.has_passed
    # With one borough no total is promised, and nothing contradicts: counts are narrowed.
    one = {c: n for c, n in apart.items() if c[2] == GSS["ISL"]}
    verdict, _ = caught(rounded_knowledge(one, LINKED).knowledge)
    off = [n % 5 for c, n in true.items() if c[2] == GSS["ISL"]]
    assert verdict.has_passed is not any(off)


def test_a_doctored_cell_contradicts_the_cube_that_it_is_linked_to():
    _, shown = linked_publication(300)
    place = next(c for c in shown if c[0] == "equality_counts" and shown[c] >= 5)
    doctored = rounded_knowledge(shown | {place: shown[place] + 500}, LINKED)
    verdict, _ = caught(doctored.knowledge)
    assert "contradict" in verdict.faults[0]


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
