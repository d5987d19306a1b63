"""What can be worked out: the range that each unknown count is left.

In the order of cost: counts that fit, each of which proves many ranges wide; for what is
left, as in a bad publication, limits carried from row to row, then linear programmes, and
integer ones where these end between two whole numbers. A solver that gives no proven
answer is a failure of the audit, never a pass.
"""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from liia.release.audit.fitting_counts import Reached, step_each
from liia.release.audit.knowledge import Contradiction, Knowledge, Ranges
from liia.release.audit.lone_counts import set_aside

_ROUNDS = 50


class Undecided(Exception):
    """A solver gave no proven answer."""


def attack(known: Knowledge) -> Ranges:
    """The range of each count; exact wherever it is narrower than ENOUGH.

    Raises Contradiction when no counts fit what is known.
    """
    lone = set_aside(known)
    found = Reached(lone.core, lone.sums)
    shown = lone.core.published
    if shown is not None and lone.core.fits(shown):
        step_each(shown, found)
    proven = int((~found.with_lone(lone).is_open & (known.told > 0)).sum())
    _settled(found)
    return Ranges(*_settled(found.with_lone(lone)), known.told, proven)


def _settled(reached: Reached):
    """The ends of each range: as reached where that is wide enough, or else exact."""
    known, is_open = reached.known, reached.is_open.copy()
    low, high = known.low, known.high
    if is_open.any():
        low, high = _propagated(known)
        for part in _components(known, is_open):
            _solve(reached, part, is_open[part], low, high)
    is_open &= reached.is_open
    return np.where(is_open, low, reached.low), np.where(is_open, high, reached.high)


def _propagated(known: Knowledge) -> tuple[np.ndarray, np.ndarray]:
    """Limits after every row has been used on each of its counts, again and again."""
    low, high = known.low.astype(float).copy(), known.high.astype(float).copy()
    rows = known.rows.tocoo()
    row, column, weight = rows.row, rows.col, rows.data
    is_up = weight > 0
    for _ in range(_ROUNDS):
        least = np.where(is_up, weight * low[column], weight * high[column])
        most = np.where(is_up, weight * high[column], weight * low[column])
        others_least = np.bincount(row, least, len(known.row_low))[row] - least
        others_most = np.bincount(row, most, len(known.row_low))[row] - most
        with np.errstate(invalid="ignore"):
            to_high = (known.row_high[row] - others_least) / weight
            to_low = (known.row_low[row] - others_most) / weight
        tighter_high, tighter_low = high.copy(), low.copy()
        np.minimum.at(
            tighter_high, column, np.floor(np.where(is_up, to_high, to_low) + 1e-6)
        )
        np.maximum.at(
            tighter_low, column, np.ceil(np.where(is_up, to_low, to_high) - 1e-6)
        )
        if (tighter_low > tighter_high).any():
            raise Contradiction
        if (tighter_low == low).all() and (tighter_high == high).all():
            break
        low, high = tighter_low, tighter_high
    return low, high


def _components(known: Knowledge, open_cells: np.ndarray) -> list[np.ndarray]:
    """Sets of counts that no row joins to others, where one is still open."""
    if not open_cells.any():
        return []
    rows = known.rows
    graph = sparse.block_array([[None, rows.T], [rows, None]], format="csr")
    label = csgraph.connected_components(graph, directed=False)[1][: rows.shape[1]]
    wanted = np.unique(label[open_cells])
    return [np.flatnonzero(label == one) for one in wanted]


def _solve(reached: Reached, part: np.ndarray, is_open, low, high) -> None:
    """Put the ends of each open range of `part` into `low` and `high`."""
    known = reached.known
    rows = known.rows[:, part]
    used = np.flatnonzero(np.diff(rows.indptr))
    rows = rows[used]
    limits = (rows, known.row_low[used], known.row_high[used])
    solver = _solver(limits, low[part], high[part])
    every = np.arange(len(part), dtype=np.int32)

    def best(cost: np.ndarray) -> float:
        solver.changeColsCost(len(part), every, cost)
        solver.run()
        _must_be_optimal(solver)
        found = np.array(solver.getSolution().col_value)
        whole = np.round(found)
        sums = rows @ whole
        if (
            np.abs(found - whole).max() < 1e-6
            and (sums <= limits[2] + 1e-6).all()
            and (sums >= limits[1] - 1e-6).all()
        ):
            reached.add_found(whole, part)
        return float(cost @ found)

    _reach_many(reached, part, best)
    for place in np.flatnonzero(is_open):
        cell = part[place]
        if not reached.is_open[cell]:
            continue
        cost = np.zeros(len(part))
        for sign, found, bound in (
            (1.0, reached.low, low),
            (-1.0, reached.high, high),
        ):
            cost[place] = sign
            end = sign * best(cost)
            bound[cell] = np.ceil(end - 1e-6) if sign > 0 else np.floor(end + 1e-6)
            if found[cell] != bound[cell]:
                whole = _whole(limits, low[part], high[part], cost)
                reached.add_found(whole, part)
                bound[cell] = whole[place]


def _reach_many(reached: Reached, part: np.ndarray, best) -> None:
    """Aim at all open ranges at once, while that settles several a time."""
    draws = np.random.default_rng(7)
    left, before = int(reached.is_open[part].sum()), len(part) + 1
    while 8 < left < before:
        before = left
        for _ in range(6):
            best(_aim(reached, part, draws))
        left = int(reached.is_open[part].sum())


def _aim(reached: Reached, part: np.ndarray, draws: np.random.Generator) -> np.ndarray:
    """A cost for each count that leads open ones to an end of their range where none
    was yet; how hard is drawn, since of the parts of a sum only some can be at theirs."""
    known = reached.known
    is_at_low = (reached.low <= known.low)[part]
    is_at_high = (reached.high >= known.high)[part]
    goes_up = is_at_low | ~is_at_high & (draws.random(len(part)) < 0.5)
    hard = np.abs(draws.normal(size=len(part))) * reached.is_open[part]
    return np.where(goes_up, -hard, hard)


def _solver(limits, low: np.ndarray, high: np.ndarray):
    import highspy

    solver = highspy.Highs()
    # Many small programmes, one after the other: warm, without presolve, one thread.
    for name, value in {"output_flag": False, "threads": 1, "presolve": "off"}.items():
        solver.setOptionValue(name, value)
    rows, row_low, row_high = limits
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(low), len(row_low)
    model.col_cost_ = np.zeros(len(low))
    model.col_lower_, model.col_upper_ = low, high
    model.row_lower_, model.row_upper_ = row_low, row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.indptr
    model.a_matrix_.index_ = rows.indices
    model.a_matrix_.value_ = rows.data
    solver.passModel(model)
    return solver


def _whole(limits, low: np.ndarray, high: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """The best whole counts: what the linear programme could not say."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    answer = milp(
        cost, integrality=np.ones(len(low)), bounds=Bounds(low, high),
        constraints=LinearConstraint(*limits), options={"time_limit": 60},
    )  # fmt: skip
    if answer.status == 2:
        raise Contradiction
    if answer.status != 0:
        raise Undecided
    return np.round(answer.x)


def _must_be_optimal(solver) -> None:
    import highspy

    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise Contradiction
    if status != highspy.HighsModelStatus.kOptimal:
        raise Undecided
