"""A Director, who holds the exact figures of one borough, reads all the others'."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

import numpy as np

from liia.release.audit.figures import Cell, Declared, Rounded
from liia.release.audit.knowledge import Knowledge

_DRAWS = 40


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
    kin = _kin(rounded.cells, set(places), declared)
    draws = np.random.default_rng(11)
    known.guesses = chain(
        [start],
        (
            _balanced(known, start, rounded.shown, places, kin, draws)
            for _ in range(_DRAWS)
        ),
    )
    return known


def _kin(cells: list[Cell], own: set[int], declared: Declared) -> dict[tuple, list[int]]:
    """Counts of other boroughs that stand in the same totals over areas."""
    kin = defaultdict(list)
    for number, (measure, area, code, figure) in enumerate(cells):
        if number not in own:
            kin[(measure, declared.inner_outer[area], code, figure)].append(number)
    return {
        n: kin[(cells[n][0], declared.inner_outer[cells[n][1]], *cells[n][2:])]
        for n in own
    }


def _balanced(known, start, shown, places, kin, draws) -> np.ndarray:
    """Counts that may fit, with what is off in the own borough made up for elsewhere.

    Every total over areas is then as published, and so leaves all others their room.
    """
    counts, columns = start.copy(), known.columns
    sums = known.rows @ counts
    for place in draws.permutation(places):
        off = counts[place] - shown[place]
        step = -np.sign(off)
        for other in draws.permutation(kin[place]):
            span = slice(columns.indptr[other], columns.indptr[other + 1])
            rows, weight = columns.indices[span], columns.data[span]
            while off and known.low[other] <= counts[other] + step <= known.high[other]:
                after = sums[rows] + step * weight
                if (after > known.row_high[rows]).any() or (
                    after < known.row_low[rows]
                ).any():
                    break
                counts[other] += step
                sums[rows] = after
                off += step
    return counts
