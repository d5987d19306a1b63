"""A Director, who holds the exact figures of one borough, reads all the others'."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from liia.release.audit.figures import Cell, Rounded
from liia.release.audit.knowledge import Knowledge


def insider_knowledge(rounded: Rounded, own: Mapping[Cell, int]) -> Knowledge:
    """What the reader knows who holds `own`, all the true counts of a borough."""
    places = [n for n, cell in enumerate(rounded.cells) if cell in own]
    true = np.array([own[rounded.cells[n]] for n in places], dtype=float)
    low, high = rounded.knowledge.low.copy(), rounded.knowledge.high.copy()
    low[places] = high[places] = true
    return replace(rounded.knowledge, low=low, high=high)
