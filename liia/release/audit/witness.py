"""Counts that fit all that a reader knows, made up so that they prove ranges open.

Published figures fit for anyone. A Director's own true counts put sums over areas off;
so other boroughs' counts take that up, one child at a time, until each promised total is
as it is published. Around such counts nearly every count can be any of its five values.
Nothing made here is believed: each table is held against every limit and every sum.
"""

import numpy as np
from scipy import sparse

from liia.release.audit.knowledge import Knowledge
from liia.release.audit.pivots import Pivoted
from liia.release.audit.riders import Riders

_BELOW = (1, 2, 0, 1, 2, 3) * 3
"""How far below its middle each sum is sought, in ways of taking up what is off: a count
that is published as 0 needs room above, and where one way leaves none another may."""


_KICKS = (0, 2, 0, 1, 0, 3, 0)
"""The same, where one count is held: what ends beside the aim is sent off it and back."""


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

    def with_followers(self, pivots: Pivoted, sums: sparse.csr_matrix) -> "Reached":
        """The same of all counts, those that follow from others among them; the last of
        `self.sums` are the counts, and the first `sums` of them."""
        whole, count = Reached(pivots.known, sums), sums.shape[0]
        shift = sums @ pivots.offset
        whole.least_sum = self.least_sum[:count] + shift
        whole.most_sum = self.most_sum[:count] + shift
        whole.low = self.least_sum[count:] + pivots.offset
        whole.high = self.most_sum[count:] + pivots.offset
        return whole

    def with_riders(self, riders: Riders) -> "Reached":
        """The same of all counts, those that were set aside among them."""
        whole = Reached(riders.known)
        whole.low[~riders.is_rider], whole.high[~riders.is_rider] = self.low, self.high
        is_told = np.isfinite(self.least_sum)[riders.row]
        with np.errstate(invalid="ignore"):
            low, high = riders.limits(self.least_sum, self.most_sum)
        whole.low[riders.is_rider] = np.where(is_told, low, np.inf)
        whole.high[riders.is_rider] = np.where(is_told, high, -np.inf)
        return whole


def find_witnesses(
    known: Knowledge, reached: Reached, fitting: np.ndarray | None = None
) -> None:
    """Add counts that fit, until no range is open or none can be made up.

    They are made up from what is published, or from counts that are known to be `fitting`.
    """
    if known.published is None:
        return
    start = np.clip(known.published, known.low, known.high)
    balance, found = _Balance(known), []
    for draw, below in enumerate((0, *_BELOW)):
        counts = start if fitting is None else fitting
        if draw:
            taken_up = counts if fitting is not None else _taken_up(known, start, draw)
            counts = balance(taken_up, draw, below)
            for kick, aside in enumerate(_KICKS if not found else ()):
                if known.fits(counts):
                    break
                counts = balance(counts, 100 * draw + kick, aside)
        if known.fits(counts):
            found.append(counts)
            _step_each(counts, reached)
        if not reached.is_open.any():
            return
    for counts in found[:3]:
        _set_in_turn(counts, balance, reached)


def _taken_up(known: Knowledge, start: np.ndarray, draw: int) -> np.ndarray:
    """`start` with what one borough's true counts put off taken up by the same counts of
    others in its half of London, in an order that `draw` decides, as far as they can."""
    off = start - known.published
    if known.places is None or not off.any():
        return start
    kind, area, half = known.places
    own = area[off != 0][0]
    can_take = (area != own) & (half == half[area == own][0])
    order = np.random.default_rng(draw).permutation(area.max() + 1)
    spot = (kind, order[area])
    shape = (kind.max() + 1, area.max() + 1)
    need = np.bincount(kind, off, shape[0])
    sign, left, counts = np.sign(need), np.abs(need), start.copy()
    # First those that have children: a count of none is to keep its room above.
    for may_take in (known.published > 0, (known.published == 0) & ~_has_none(known)):
        room = np.zeros(shape)
        room[spot] = np.where(need[kind] > 0, start - known.low, known.high - start)
        room[spot] *= can_take & may_take
        before = np.cumsum(room, axis=1) - room
        taken = np.clip(left[:, None] - before, 0, room)
        left = left - taken.sum(axis=1)
        counts -= (sign[:, None] * taken)[spot]
    return counts


def _has_none(known: Knowledge) -> np.ndarray:
    """Counts in a sum that is published as 0: each has room only while all are 0."""
    is_none = (known.rows @ known.published == 0) & np.isfinite(known.row_high)
    if known.is_wide is not None:
        is_none &= ~known.is_wide
    return known.columns.T @ is_none > 0


class _Balance:
    """Moves counts one at a time to where each sum is nearest to its middle."""

    def __init__(self, known: Knowledge) -> None:
        width = known.row_high - known.row_low
        is_wide = ~np.isfinite(width)
        if known.is_wide is not None:
            is_wide |= known.is_wide
        inwards = np.where(is_wide, 0.0, width / 2)
        self.least, self.most = known.row_low + inwards, known.row_high - inwards
        self.is_sought = inwards > 0
        self.known, self.of_count = known, known.columns.T
        self.cost = np.asarray(self.of_count.power(2).sum(axis=1)).ravel()
        self.most_moves = 20 * (1 + int((known.told == 0).sum()))

    def __call__(
        self, counts: np.ndarray, draw: int, below: int = 0, held: int | None = None
    ):
        """`counts` so moved; `draw` decides between moves that are as good."""
        known, counts = self.known, counts.copy()
        least, most = (end - below * self.is_sought for end in (self.least, self.most))
        can_rise = known.high - counts
        can_fall = counts - known.low
        if held is not None:
            can_rise[held] = can_fall[held] = 0
        cost = self.cost + np.random.default_rng(draw).random(len(counts))
        columns, sums = known.columns, known.rows @ counts
        for _ in range(self.most_moves):
            off = sums - np.minimum(np.maximum(sums, least), most)
            pull = 2 * (self.of_count @ off)
            up = np.where(can_rise > 0, cost + pull, np.inf)
            down = np.where(can_fall > 0, cost - pull, np.inf)
            highest, lowest = int(up.argmin()), int(down.argmin())
            step, place = (1, highest) if up[highest] < down[lowest] else (-1, lowest)
            if min(up[highest], down[lowest]) >= 0:
                break
            counts[place] += step
            can_rise[place] -= step
            can_fall[place] += step
            span = slice(columns.indptr[place], columns.indptr[place + 1])
            sums[columns.indices[span]] += step * columns.data[span]
        return counts


def _step_each(counts: np.ndarray, reached: Reached) -> None:
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


def _set_in_turn(fitting: np.ndarray, balance: _Balance, reached: Reached) -> None:
    """Each count that is still open set to its ends, the shift carried by others."""
    known = reached.known
    for place in np.flatnonzero(reached.is_open):
        for value in (known.low[place], known.high[place]):
            if reached.low[place] <= value <= reached.high[place]:
                continue
            counts = fitting.copy()
            counts[place] = value
            for draw, below in enumerate(_KICKS):
                counts = balance(counts, draw, below, held=place)
                if known.fits(counts):
                    _step_each(counts, reached)
                    break
