"""Counts that one equality alone tells of: set aside, and worked out at the end.

The counts by age of a group add up to the group's; nothing else is told of them. What
they can be follows from what their sum can be, so the search for counts that fit need not
carry them: the equality becomes limits of the rest of its row.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from liia.release.audit.knowledge import Knowledge


@dataclass
class LoneCounts:
    """What is set aside, and what is left."""

    known: Knowledge
    core: Knowledge
    """What is known of the other counts."""
    is_lone: np.ndarray
    sums: sparse.csr_matrix
    """A row for each equality: the rest of it, over the other counts."""
    row: np.ndarray
    """Of each lone count, its equality's place in `sums`."""
    weight: np.ndarray
    total: np.ndarray
    """What each equality adds up to."""
    least: np.ndarray
    most: np.ndarray
    """Of each lone count times its weight."""

    def limits(self, least_sum: np.ndarray, most_sum: np.ndarray):
        """How low and how high each lone count was, where the rest of each equality was once
        at `least_sum` and once at `most_sum` in counts that fit."""
        count = len(self.total)
        others_least = np.bincount(self.row, self.least, count)[self.row] - self.least
        others_most = np.bincount(self.row, self.most, count)[self.row] - self.most
        top = (self.total - least_sum)[self.row] - others_least
        bottom = (self.total - most_sum)[self.row] - others_most
        one, other = np.maximum(bottom, self.least), np.minimum(top, self.most)
        low, high = one * self.weight, other * self.weight
        return np.minimum(low, high), np.maximum(low, high)


def set_aside(known: Knowledge) -> LoneCounts:
    """The counts that one equality alone tells of, and the rest."""
    is_equal = known.row_low == known.row_high
    told_of = np.diff(known.columns.indptr)
    one_row = np.full(len(told_of), -1)
    alone = np.flatnonzero(told_of == 1)
    first = known.columns.indptr[alone]
    one_row[alone] = known.columns.indices[first]
    weights = known.columns.data[first]
    keeps = is_equal[one_row[alone]] & (np.abs(weights) == 1)
    alone, weight = alone[keeps], weights[keeps]
    rows, row = np.unique(one_row[alone], return_inverse=True)
    is_lone = np.zeros(len(told_of), dtype=bool)
    is_lone[alone] = True
    ends = np.stack([known.low[alone], known.high[alone]]) * weight
    least, most = ends.min(axis=0), ends.max(axis=0)
    row_low, row_high = known.row_low.copy(), known.row_high.copy()
    total = known.row_low[rows].copy()
    row_low[rows] = total - np.bincount(row, most, len(rows))
    row_high[rows] = total - np.bincount(row, least, len(rows))
    kept = known.rows[:, ~is_lone]
    published = known.published
    core = Knowledge(
        known.low[~is_lone], known.high[~is_lone], kept, row_low, row_high,
        None if published is None else published[~is_lone],
    )  # fmt: skip
    return LoneCounts(
        known, core, is_lone, kept[rows], row, weight, total, least, most
    )  # fmt: skip
