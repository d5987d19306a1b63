"""What a reader knows: limits of each unknown count, and of sums of them.

A reader is anyone, or a Director who holds the exact figures of one borough. The audit
imports nothing of protection: what it is told is what every reader is told.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

ENOUGH = 4
"""A range this wide, five values, is not worked at further."""


class Contradiction(Exception):
    """Published figures that no counts of children could have given."""


@dataclass
class Knowledge:
    """Unknown counts x with low <= x <= high and row_low <= rows @ x <= row_high."""

    low: np.ndarray
    high: np.ndarray
    rows: sparse.csr_matrix
    row_low: np.ndarray
    row_high: np.ndarray
    published: np.ndarray | None = None
    """What is published of each count, where all are: the truth is near it."""

    def __post_init__(self) -> None:
        self.rows = self.rows.tocsr()
        self.columns = self.rows.tocsc()

    @property
    def told(self) -> np.ndarray:
        """How wide each count's range is by the rule alone."""
        return self.high - self.low

    @property
    def enough(self) -> np.ndarray:
        """How wide each range must be for nobody to have learnt too much."""
        return np.minimum(ENOUGH, self.told)

    def fits(self, counts: np.ndarray) -> bool:
        """Whether these counts could be the true ones."""
        sums = self.rows @ counts
        return bool(
            (counts >= self.low - 1e-6).all()
            and (counts <= self.high + 1e-6).all()
            and (sums >= self.row_low - 1e-6).all()
            and (sums <= self.row_high + 1e-6).all()
        )


@dataclass
class Ranges:
    """Between which values each count is proven to lie, or proven able to lie."""

    low: np.ndarray
    high: np.ndarray
    told: np.ndarray
    by_tables_that_fit: int
    """How many ranges were proven wide enough without a solver."""

    @property
    def width(self) -> np.ndarray:
        return self.high - self.low

    @property
    def recovered(self) -> np.ndarray:
        """Counts that the reader now knows exactly, and was not told."""
        return (self.width == 0) & (self.told > 0)

    @property
    def narrowed(self) -> np.ndarray:
        """Counts known to within less than five values, and closer than was told."""
        return (self.width < ENOUGH) & (self.width < self.told) & ~self.recovered
