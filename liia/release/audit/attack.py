"""What can be worked out: the range that each unknown count is left.

In the order of cost: limits carried from row to row; counts that fit, each neighbour of
which proves many ranges wide; linear programmes for the rest; integer programmes where
these end between two whole numbers. A solver that gives no proven answer is a failure of
the audit, never a pass.
"""

import numpy as np
from scipy.sparse import csgraph

from liia.release.audit.knowledge import Contradiction, Knowledge, Ranges

ENOUGH = 4
"""A range this wide, five values, is not worked at further."""
_ROUNDS = 50


class Undecided(Exception):
    """A solver gave no proven answer."""


def attack(known: Knowledge) -> Ranges:
    """The range of each count; exact wherever it is narrower than ENOUGH.

    Raises Contradiction when no counts fit what is known.
    """
    low, high = _propagated(known)
    reached_low, reached_high = np.full_like(high, np.inf), np.full_like(low, -np.inf)
    enough, fitting = np.minimum(ENOUGH, known.told), []
    for guess in known.guesses:
        if known.fits(guess):
            _step_from(guess, known, reached_low, reached_high)
            fitting.append(guess)
            if (reached_high - reached_low >= enough).all():
                break
    for guess in fitting if known.with_count else ():
        _set_in_turn(known, guess, reached_low, reached_high, enough)
    for part in _components(known, reached_high - reached_low < enough):
        _solve(known, part, low, high, reached_low, reached_high, enough)
    is_wide = reached_high - reached_low >= enough
    return Ranges(
        np.where(is_wide, reached_low, low), np.where(is_wide, reached_high, high),
        known.told,
    )  # fmt: skip


def is_possible(known: Knowledge) -> bool:
    """Whether some counts fit, as far as carrying limits from row to row can tell."""
    try:
        _propagated(known)
    except Contradiction:
        return False
    return True


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


def _step_from(counts, known: Knowledge, reached_low, reached_high) -> None:
    """From counts that fit, how far each count alone can go up and down: all that fit."""
    columns, sums = known.columns, known.rows @ counts
    above, below = known.row_high - sums, sums - known.row_low
    weight, row = columns.data, columns.indices
    room_up = np.where(weight > 0, above[row], below[row]) / np.abs(weight)
    room_down = np.where(weight > 0, below[row], above[row]) / np.abs(weight)
    owner = np.repeat(np.arange(len(counts)), np.diff(columns.indptr))
    up, down = known.high - counts, counts - known.low
    np.minimum.at(up, owner, room_up)
    np.minimum.at(down, owner, room_down)
    np.maximum(reached_high, counts + np.floor(up + 1e-6), out=reached_high)
    np.minimum(reached_low, counts - np.floor(down + 1e-6), out=reached_low)


def _set_in_turn(known, fitting, reached_low, reached_high, enough) -> None:
    """Each count whose range is still open set to its ends, the others following."""
    for cell in np.flatnonzero(reached_high - reached_low < enough):
        for value in (known.low[cell], known.high[cell]):
            if reached_low[cell] <= value <= reached_high[cell]:
                continue
            counts = known.with_count(fitting, cell, value)
            if known.fits(counts):
                np.minimum(reached_low, counts, out=reached_low)
                np.maximum(reached_high, counts, out=reached_high)


def _components(known: Knowledge, open_cells: np.ndarray) -> list[np.ndarray]:
    """Sets of counts that no row joins to others, where one is still open."""
    if not open_cells.any():
        return []
    joined = abs(known.rows).T @ abs(known.rows)
    _, label = csgraph.connected_components(joined, directed=False)
    wanted = np.unique(label[open_cells])
    return [np.flatnonzero(label == one) for one in wanted]


def _solve(known, part, low, high, reached_low, reached_high, enough) -> None:
    rows = known.rows[:, part]
    used = np.flatnonzero(np.diff(rows.indptr))
    rows = rows[used]
    import highspy

    solver = highspy.Highs()
    # Many small programmes, one after the other: warm, without presolve, one thread.
    for name, value in {"output_flag": False, "threads": 1, "presolve": "off"}.items():
        solver.setOptionValue(name, value)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(part), len(used)
    model.col_cost_ = np.zeros(len(part))
    model.col_lower_, model.col_upper_ = low[part], high[part]
    model.row_lower_, model.row_upper_ = known.row_low[used], known.row_high[used]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.indptr
    model.a_matrix_.index_ = rows.indices
    model.a_matrix_.value_ = rows.data
    solver.passModel(model)
    every = np.arange(len(part), dtype=np.int32)

    def best(cost: np.ndarray) -> float:
        solver.changeColsCost(len(part), every, cost)
        solver.run()
        if _ended(solver) == "infeasible":
            raise Contradiction
        found = np.array(solver.getSolution().col_value)
        whole = np.round(found)
        if np.abs(found - whole).max() < 1e-6:
            sums = rows @ whole
            if (sums <= known.row_high[used] + 1e-6).all() and (
                sums >= known.row_low[used] - 1e-6
            ).all():
                reached_low[part] = np.minimum(reached_low[part], whole)
                reached_high[part] = np.maximum(reached_high[part], whole)
        return float(cost @ found)

    draws = np.random.default_rng(7)
    # Worth it where many ranges are open: each answer may settle several at once.
    for _ in range(
        min(6, int((reached_high - reached_low < enough)[part].sum()) // 20)
    ):
        best(draws.normal(size=len(part)))
    for place, cell in enumerate(part):
        if reached_high[cell] - reached_low[cell] >= enough[cell]:
            continue
        cost = np.zeros(len(part))
        for sign, reached, bound in (
            (1.0, reached_low, low),
            (-1.0, reached_high, high),
        ):
            cost[place] = sign
            end = sign * best(cost)
            bound[cell] = np.ceil(end - 1e-6) if sign > 0 else np.floor(end + 1e-6)
            if reached[cell] != bound[cell]:
                end = sign * _whole(
                    known, part, used, rows, low, high, cost, reached_low, reached_high
                )
                bound[cell] = round(end)


def _whole(
    known, part, used, rows, low, high, cost, reached_low, reached_high
) -> float:
    """The best whole counts: what the linear programme could not say."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    limits = LinearConstraint(rows, known.row_low[used], known.row_high[used])
    answer = milp(
        cost, integrality=np.ones(len(part)), bounds=Bounds(low[part], high[part]),
        constraints=limits, options={"time_limit": 60},
    )  # fmt: skip
    if answer.status == 2:
        raise Contradiction
    if answer.status != 0:
        raise Undecided
    whole = np.round(answer.x)
    reached_low[part] = np.minimum(reached_low[part], whole)
    reached_high[part] = np.maximum(reached_high[part], whole)
    return float(answer.fun)


def _ended(solver) -> str:
    import highspy

    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return "infeasible"
    if status != highspy.HighsModelStatus.kOptimal:
        raise Undecided
    return "optimal"
