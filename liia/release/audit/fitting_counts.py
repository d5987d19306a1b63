"""Counts that fit all that a reader knows, each of which proves many ranges open.

What is published fits: it keeps to every relation and sum that is said of it. Around it
nearly every count can be any of its five values. Each table is held against every limit.
"""

import numpy as np
from scipy import sparse

from liia.release.audit.knowledge import Knowledge
from liia.release.audit.lone_counts import LoneCounts


class Reached:
    """How low and how high each count was in counts that fit, and sums of some."""

    def __init__(self, known: Knowledge, sums: sparse.csr_matrix | None = None) -> None:
        self.known = known
        self.low = np.full_like(known.low, np.inf, dtype=float)
        self.high = np.full_like(known.high, -np.inf, dtype=float)
        self.sums = sparse.csr_matrix((0, len(known.low))) if sums is None else sums
        self.least_sum = np.full(self.sums.shape[0], np.inf)
        self.most_sum = np.full(self.sums.shape[0], -np.inf)

    @property
    def is_open(self) -> np.ndarray:
        """Counts whose range is not proven to be as wide as it need be."""
        return self.high - self.low < self.known.enough

    def add(self, counts: np.ndarray, places=slice(None)) -> None:
        """Counts that fit, of all or of those in `places`."""
        self.low[places] = np.minimum(self.low[places], counts)
        self.high[places] = np.maximum(self.high[places], counts)

    def add_found(self, counts: np.ndarray, places: np.ndarray) -> None:
        """Counts that fit, of the whole of what rows join to each other."""
        self.add(counts, places)
        sums = self.sums[:, places]
        at, is_there = sums @ counts, np.diff(sums.indptr) > 0
        self.add_sums(np.where(is_there, at, np.inf), np.where(is_there, at, -np.inf))

    def add_steps(self, counts: np.ndarray, up: np.ndarray, down: np.ndarray) -> None:
        """Counts that fit, and still do when any one of them goes so far up or down."""
        self.add(counts + up)
        self.add(counts - down)
        sums, at = self.sums, self.sums @ counts
        weight, column = sums.data, sums.indices
        rise = np.where(weight > 0, weight * up[column], -weight * down[column])
        fall = np.where(weight > 0, weight * down[column], -weight * up[column])
        filled = np.flatnonzero(np.diff(sums.indptr))
        if len(filled):
            starts = sums.indptr[filled]
            most, least = at.copy(), at.copy()
            most[filled] += np.maximum.reduceat(rise, starts)
            least[filled] -= np.maximum.reduceat(fall, starts)
            self.add_sums(least, most)
        self.add_sums(at, at)

    def add_sums(self, least: np.ndarray, most: np.ndarray) -> None:
        """Sums of counts that fit."""
        self.least_sum = np.minimum(self.least_sum, least)
        self.most_sum = np.maximum(self.most_sum, most)

    def with_lone(self, lone: LoneCounts) -> "Reached":
        """The same of all counts, those that were set aside among them."""
        whole = Reached(lone.known)
        whole.low[~lone.is_lone], whole.high[~lone.is_lone] = self.low, self.high
        is_told = np.isfinite(self.least_sum)[lone.row]
        with np.errstate(invalid="ignore"):
            low, high = lone.limits(self.least_sum, self.most_sum)
        whole.low[lone.is_lone] = np.where(is_told, low, np.inf)
        whole.high[lone.is_lone] = np.where(is_told, high, -np.inf)
        return whole


def step_each(counts: np.ndarray, reached: Reached) -> None:
    """How far each count alone can go up and down from counts that fit."""
    known = reached.known
    columns, sums = known.columns, known.rows @ counts
    above, below = known.row_high - sums, sums - known.row_low
    weight, row = columns.data, columns.indices
    room_up = np.where(weight > 0, above[row], below[row]) / np.abs(weight)
    room_down = np.where(weight > 0, below[row], above[row]) / np.abs(weight)
    up, down = known.high - counts, counts - known.low
    joined = np.flatnonzero(np.diff(columns.indptr))
    if len(joined):
        starts = columns.indptr[joined]
        up[joined] = np.minimum(up[joined], np.minimum.reduceat(room_up, starts))
        down[joined] = np.minimum(down[joined], np.minimum.reduceat(room_down, starts))
    reached.add_steps(counts, np.floor(up + 1e-6), np.floor(down + 1e-6))
