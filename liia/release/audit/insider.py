"""A Director, who holds the exact figures of one borough, reads all the others'."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

import numpy as np

from liia.release.audit.figures import Cell, Declared, Rounded
from liia.release.audit.knowledge import Knowledge

_DRAWS = 12


def insider_knowledge(
    rounded: Rounded, own: Mapping[Cell, int], declared: Declared
) -> Knowledge:
    """What the reader knows who holds `own`, all the true counts of a borough."""
    places = [n for n, cell in enumerate(rounded.cells) if cell in own]
    true = np.array([own[rounded.cells[n]] for n in places], dtype=float)
    known = rounded.knowledge
    low, high = known.low.copy(), known.high.copy()
    low[places] = high[places] = true
    start = rounded.shown.copy()
    start[places] = true
    known = replace(known, low=low, high=high)
    draws = np.random.default_rng(11)
    kin = _kin(rounded.cells, set(places), declared, draws)

    def balanced():
        for _ in range(_DRAWS):
            counts = start.copy()
            sums = known.rows @ counts
            for place in draws.permutation(places):
                off = counts[place] - rounded.shown[place]
                _make_up(known, counts, sums, off, kin(place))
            yield counts

    def with_count(counts: np.ndarray, place: int, value: float) -> np.ndarray:
        moved = counts.copy()
        moved[place] = value
        off = value - counts[place]
        _make_up(known, moved, known.rows @ moved, off, kin(place))
        return moved

    known.guesses = chain([start], balanced())
    known.with_count = with_count
    return known


def _kin(cells: list[Cell], own: set[int], declared: Declared, draws):
    """Gives, for a count, those of other boroughs that stand in the same totals over
    areas: of the same code first, then of its group, then of any, in any order.
    """
    kin: dict[tuple, list[int]] = defaultdict(list)
    nearness = []
    for number, (measure, area, code, figure) in enumerate(cells):
        region = (measure, declared.inner_outer[area], figure)
        names = [(*region, code), (*region, declared.ethnic_group[code]), region]
        nearness.append(names)
        for name in names if number not in own else ():
            kin[name].append(number)

    def others(place: int):
        for name in nearness[place]:
            yield from (n for n in draws.permutation(kin[name]) if n != place)

    return others


def _make_up(known: Knowledge, counts, sums, off, others) -> None:
    """Take what is `off` from `others`, one child at a time, so that totals stand.

    Totals over areas are then as before, and leave every count its room.
    """
    columns, step = known.columns, -np.sign(off)
    for other in others:
        span = slice(columns.indptr[other], columns.indptr[other + 1])
        rows, change = columns.indices[span], step * columns.data[span]
        high, low = known.row_high[rows], known.row_low[rows]
        while off and known.low[other] <= counts[other] + step <= known.high[other]:
            # No row may end further out than it is.
            after = sums[rows] + change
            if ((after > high) & (change > 0) | (after < low) & (change < 0)).any():
                break
            counts[other] += step
            sums[rows] = after
            off += step
        if not off:
            return
