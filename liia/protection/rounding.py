"""Keyed additive random rounding to base 5, with every promised total within 4.

Each count goes to the multiple of five below or above it, by a number that only the
rounding secret gives: the same cell leans the same way every time, and on average
neither up nor down. Totals are sums of what is published. A small integer programme goes
against as few leanings as it must, so that no promised total is off by more than the
cap. Where it has no proven best answer, nothing is published.
"""

import hmac
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from ingest.errors import ProtectionFailed

BASE = 5
CAP = 4
"""No promised total is further than this from the truth …"""
FALLBACK_CAPS = (6, 9, 14)
"""… unless it cannot be had, when these are tried in turn."""
FEWEST_AREAS = 4
"""A total over areas is promised when so many have a child in it: with fewer, a Director
who knows one of them would learn too much of the others."""
GAP = 1.0
"""How far from the best an answer may be: about three leanings gone against."""
SECONDS = 300
_BREAK = 1000.0
"""What it costs to move a count that did not change, against 1 for a leaning."""


def lean(count: int, secret: bytes, cell: str) -> float:
    """Below 0: `count` goes up; otherwise down. How far from 0: how firmly."""
    digest = hmac.digest(secret, cell.encode(), "sha256")
    return int.from_bytes(digest[:8], "big") / 2**64 - count % BASE / BASE


def rounded(count: int, secret: bytes, cell: str) -> int:
    """`count` as the multiple of five that it leans to; multiples of five stay."""
    return count - count % BASE + BASE * (lean(count, secret, cell) < 0)


@dataclass
class Bound:
    """A row for each relation: `low` <= matrix @ published <= `high`."""

    matrix: sparse.csr_matrix
    low: np.ndarray
    high: np.ndarray


@dataclass
class Problem:
    """The cells of one period that must be rounded together."""

    name: str
    """Measures and period, for the message when it fails."""
    true: np.ndarray
    lean: np.ndarray
    kept: np.ndarray
    """What was published of the same count before; -1 where it is new or changed."""
    is_frozen: np.ndarray
    """Whether the year is closed: `kept` holds, whatever the count."""
    promised: sparse.csr_matrix
    """A row for each promised total."""
    held: sparse.csr_matrix
    """Totals that another cube must agree with: the cap of these is never raised."""
    bounds: list[Bound] = field(default_factory=list)
    may_move: bool = False
    """Whether an unchanged count may move at once, as in a cube that must agree."""


def publish(problem: Problem) -> tuple[np.ndarray, float]:
    """What is published of each cell, and the cap that was kept.

    Raises ProtectionFailed when no cap has a proven answer.
    """
    ways = (True,) if problem.may_move else (False, True)
    for may_move in ways:
        for cap in (CAP, *FALLBACK_CAPS):
            published = _solve(problem, cap, may_move)
            if published is not None:
                return published, cap
    raise ProtectionFailed(
        f"disclosure control found no safe rounding of {problem.name}. Nothing is "
        "published. A declared relation (seeds/measures/count_relations.csv) that the "
        "counts do not keep is the usual cause."
    )


def _solve(problem: Problem, cap: float, may_move: bool) -> np.ndarray | None:
    true, kept, frozen = problem.true, problem.kept, problem.is_frozen
    below = true - true % BASE
    fixed = frozen | (true % BASE == 0)
    start = np.where(frozen, kept, below).astype(float)
    cost = problem.lean.copy()
    is_kept = ~fixed & (kept >= 0)
    if may_move:
        cost = np.where(is_kept, np.where(kept > below, -_BREAK, _BREAK), cost)
    else:
        start = np.where(is_kept, kept, start)
        fixed = fixed | is_kept
    free = np.flatnonzero(~fixed)
    # A frozen figure is what it was said to be: its error is nobody's any more.
    error = start - np.where(frozen, kept, true)
    blocks = [
        (problem.promised, -cap - problem.promised @ error),
        (problem.held, -CAP - problem.held @ error),
    ]
    rows = [
        (m, low, low + 2 * c) for (m, low), c in zip(blocks, (cap, CAP), strict=True)
    ]
    rows += [
        (b.matrix, b.low - b.matrix @ start, b.high - b.matrix @ start)
        for b in problem.bounds
    ]
    matrix = sparse.vstack([m[:, free] for m, _, _ in rows], format="csr") * BASE
    low = np.concatenate([low for _, low, _ in rows])
    high = np.concatenate([high for _, _, high in rows])
    both, size = matrix.sum(axis=1), abs(matrix).sum(axis=1)
    least, most = ((np.asarray(n).ravel() / 2) for n in (both - size, both + size))
    if (most < low).any() or (least > high).any():
        return None
    binding = (least < low) | (most > high)
    choice = (cost[free] < 0).astype(float)
    if binding.any():
        inside = matrix[binding]
        at_start = inside @ choice
        if (at_start < low[binding]).any() or (at_start > high[binding]).any():
            choice = _cheapest(inside, low[binding], high[binding], cost[free])
            if choice is None:
                return None
    published = start
    published[free] += BASE * choice
    return published.astype(np.int64)


def _cheapest(matrix, low, high, cost) -> np.ndarray | None:
    """The cheapest 0 or 1 for each column within the rows; None if there is none."""
    import highspy

    solver = highspy.Highs()
    # One thread everywhere: mixing settings in one process spoils later answers.
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 5,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": GAP,
        "time_limit": float(SECONDS),
    }.items():
        solver.setOptionValue(name, value)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cost), len(low)
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = np.zeros(len(cost)), np.ones(len(cost))
    model.row_lower_, model.row_upper_ = low, high
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver.passModel(model)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise ProtectionFailed(
            "disclosure control stopped: the solver gave no proven answer "
            f"({solver.modelStatusToString(status)}). Nothing is published."
        )
    found = np.round(solver.getSolution().col_value)
    reached = matrix @ found
    assert (reached >= low - 1e-6).all() and (reached <= high + 1e-6).all()
    return found
