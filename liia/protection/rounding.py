"""Keyed additive random rounding to base 5, with every promised sum within 4.

Each count goes to the multiple of five below or above it, by a number that only the
rounding secret gives: the same cell leans the same way every time, and on average
neither up nor down. Totals are sums of what is published. A small integer programme goes
against as few leanings as it must, so that declared relations hold between published
counts too and no promised sum is off by more than the cap. Where it has no proven
answer, nothing is published.
"""

import hmac
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ingest.errors import ProtectionFailed
from liia.protection.relations import Rows

BASE = 5
CAP = 4
"""No promised sum is further than this from the truth …"""
FALLBACK_CAPS = (6, 9, 14)
"""… unless it cannot be had, when these are tried in turn."""
GAP = 0.1
"""How far from the best an answer may be: much less than one leaning gone against."""
SECONDS = 60
OUTWEIGHS = 4.0
"""How much more the leaning of a whole weighs than that of its parts. A whole that
followed its many small parts, each of which leans down, would lean down itself."""
_BREAK = 50_000.0
"""What it costs to move a count that did not change: more than any leaning."""


def lean(count: int, secret: bytes, cell: str) -> float:
    """Below 0: `count` goes up; otherwise down. How far from 0: how firmly."""
    digest = hmac.digest(secret, cell.encode(), "sha256")
    return int.from_bytes(digest[:8], "big") / 2**64 - count % BASE / BASE


def rounded(count: int, secret: bytes, cell: str) -> int:
    """`count` as the multiple of five that it leans to; multiples of five stay."""
    return count - count % BASE + BASE * (lean(count, secret, cell) < 0)


@dataclass
class Problem:
    """The cells of one borough and period that must be rounded together."""

    name: str
    """Measures, borough and period, for the message when it fails."""
    true: np.ndarray
    lean: np.ndarray
    kept: np.ndarray
    """What was published of the same count before; -1 where it is new or changed."""
    is_frozen: np.ndarray
    """Whether the year is closed: `kept` holds, whatever the count."""
    promised: sparse.csr_matrix
    """A row for each promised sum."""
    related: Rows
    """What the declared relations ask of published counts."""


def publish(problem: Problem) -> tuple[np.ndarray, float]:
    """What is published of each cell, and the cap that was kept.

    An unchanged count keeps what was published of it, unless no cap could then be kept.
    Raises ProtectionFailed when no cap has a proven answer.
    """
    for may_move in (False, True):
        for cap in (CAP, *FALLBACK_CAPS):
            published = _within(cap, problem, may_move)
            if published is not None:
                return published, cap
    raise ProtectionFailed(
        f"disclosure control found no safe rounding of {problem.name}. Nothing is "
        "published. Declared relations (seeds/measures/count_relations.csv) that no "
        "multiples of five can keep together are the usual cause."
    )


def _within(cap: float, problem: Problem, may_move: bool) -> np.ndarray | None:
    """What is published within that cap; None if nothing can be."""
    below = problem.true - problem.true % BASE
    stands = problem.is_frozen | (problem.kept >= 0) & (not may_move)
    start = np.where(stands, problem.kept, below).astype(float)
    # A frozen figure is what it was said to be: its error is nobody's any more.
    error = start - np.where(problem.is_frozen, problem.kept, problem.true)
    standing = np.where(problem.kept > below, -_BREAK, _BREAK)
    cost = np.where(problem.kept >= 0, standing, problem.lean)
    free = np.flatnonzero(~stands & (problem.true % BASE > 0))
    related = _kept_by_the_truth(problem)
    rows = sparse.vstack([problem.promised, related.matrix], format="csr")
    off, at = problem.promised @ error, related.matrix @ start
    low = np.concatenate([-cap - off, related.low - at])
    high = np.concatenate([cap - off, related.high - at])
    up = _choose(BASE * rows[:, free], low, high, cost[free])
    if up is None:
        return None
    start[free] += BASE * up
    return start.astype(np.int64)


def _kept_by_the_truth(problem: Problem) -> Rows:
    """The relations that true counts keep to, so that published ones can.

    A part that is all of the whole is published as all of it: were it only at most the
    whole, small parts would lean down.
    """
    related = problem.related
    lacking = related.matrix @ problem.true
    of_frozen = abs(related.matrix) @ problem.is_frozen.astype(float) > 0
    is_kept = (lacking >= related.low) & (lacking <= related.high) & ~of_frozen
    low = np.where(lacking == 0, 0.0, related.low)
    return Rows(related.matrix[is_kept], low[is_kept], related.high[is_kept])


def _choose(rows, low, high, cost) -> np.ndarray | None:
    """1 for each count that goes up, as they lean where the rows let them; None if
    nothing is within the rows."""
    both, size = rows.sum(axis=1), abs(rows).sum(axis=1)
    least, most = ((np.asarray(n).ravel() / 2) for n in (both - size, both + size))
    if (most < low).any() or (least > high).any():
        return None
    choice = (cost < 0).astype(float)
    binding = (least < low) | (most > high)
    rows, low, high = rows[binding], low[binding], high[binding]
    at = rows @ choice
    if (at >= low).all() and (at <= high).all():
        return choice
    return _cheapest(rows, low, high, cost)


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
