"""Exact and mid-p odds ratios of many 2x2 tables at once.

Given the margins, `a` follows Fisher's non-central hypergeometric distribution; its odds
ratio psi weighs each possible count x by psi^x. A table becomes a window: the counts
near the observed one that can matter, with the logarithms of their weights, so that a
batch of tables is one matrix and a root is found for all of them together.

    P(X >= a | low) = 0.025        the exact limits; mid-p takes half of P(X = a)
    P(X <= a | high) = 0.025
    E(X | psi) = a                 the conditional maximum likelihood
    P(X < a) + P(X = a)/2 = 1/2    the median-unbiased estimate (mid-p)

A table whose margins leave one count only says nothing: no ratio, an interval from 0 to
infinity, and p = 1.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy
from scipy.optimize import elementwise
from scipy.special import gammaln

from liia.statistics.tables import mid_p_value, two_sided_p_value

Array = numpy.ndarray
TAIL = 0.025
CELLS_AT_ONCE = 1 << 21
"""Of a matrix of windows: 16 MB of doubles."""


@dataclass(frozen=True)
class Windows:
    """Tables of similar size: a row each, a column for each count near the observed."""

    offsets: Array
    """Count less the observed one."""
    log_weights: Array
    """At psi = 1, not normalised; minus infinity for counts that cannot be."""

    def weights(self, log_psi: Array, row: Array) -> tuple[Array, Array]:
        """Offsets and probabilities of the tables `row`, each at its own psi."""
        offsets = self.offsets[row]
        logs = self.log_weights[row] + log_psi[:, None] * offsets
        weights = numpy.exp(logs - logs.max(axis=1, keepdims=True))
        return offsets, weights / weights.sum(axis=1, keepdims=True)

    def mean(self, log_psi: Array, row: Array) -> Array:
        """E(X) - a."""
        offsets, weights = self.weights(log_psi, row)
        return (weights * offsets).sum(axis=1)

    def upper(self, log_psi: Array, row: Array, share: float) -> Array:
        """P(X > a), and `share` of P(X = a)."""
        offsets, weights = self.weights(log_psi, row)
        counted = (offsets > 0) + share * (offsets == 0)
        return (weights * counted).sum(axis=1)

    def lower(self, log_psi: Array, row: Array, share: float) -> Array:
        """P(X < a), and `share` of P(X = a)."""
        offsets, weights = self.weights(log_psi, row)
        counted = (offsets < 0) + share * (offsets == 0)
        return (weights * counted).sum(axis=1)


def exact(a: Array, b: Array, c: Array, d: Array) -> dict[str, Array]:
    """Conditional maximum-likelihood ratio, exact limits, Fisher's two-sided p."""
    return _solved(a, b, c, d, 1.0, lambda windows: windows.mean, two_sided_p_value)


def mid_p(a: Array, b: Array, c: Array, d: Array) -> dict[str, Array]:
    """Median-unbiased ratio, mid-p limits, mid-p."""

    def balance(windows: Windows) -> Callable[[Array, Array], Array]:
        return lambda t, i: windows.upper(t, i, 0.5) - windows.lower(t, i, 0.5)

    return _solved(a, b, c, d, 0.5, balance, mid_p_value)


def _solved(a, b, c, d, share, centre, p_value) -> dict[str, Array]:
    a, b, c, d = (numpy.asarray(cell, dtype=float) for cell in (a, b, c, d))
    lowest, highest = numpy.maximum(0, a - d), a + numpy.minimum(b, c)
    is_known = highest > lowest
    ratio = numpy.full(a.shape, numpy.nan)
    low, high = numpy.zeros(a.shape), numpy.full(a.shape, numpy.inf)
    for rows in _batches(a, b, c, d, numpy.flatnonzero(is_known)):
        windows = _windows(a[rows], b[rows], c[rows], d[rows])
        start = _log_odds(a[rows], b[rows], c[rows], d[rows])
        at_bottom, at_top = a[rows] == lowest[rows], a[rows] == highest[rows]
        inner = ~at_bottom & ~at_top
        ratio[rows] = numpy.where(at_bottom, 0.0, numpy.inf)
        ratio[rows[inner]] = _root(centre(windows), start, inner)
        low[rows[~at_bottom]] = _root(
            lambda t, i, w=windows: _logit(w.upper(t, i, share)) - _logit(TAIL),
            start,
            ~at_bottom,
        )
        high[rows[~at_top]] = _root(
            lambda t, i, w=windows: _logit(TAIL) - _logit(w.lower(t, i, share)),
            start,
            ~at_top,
        )
    p = numpy.ones(a.shape)
    p[is_known] = p_value(a[is_known], b[is_known], c[is_known], d[is_known])
    return {"odds_ratio": ratio, "ci_low": low, "ci_high": high, "p": p}


def _root(function, start: Array, wanted: Array) -> Array:
    """psi where the increasing `function` of log psi and row crosses zero."""
    rows = numpy.flatnonzero(wanted)
    if not rows.size:
        return numpy.empty(0)
    around = start[rows]
    bracket = elementwise.bracket_root(
        function, around - 1.0, around + 1.0, args=(rows,), maxiter=60
    )
    found = elementwise.find_root(
        function, bracket.bracket, args=(rows,), tolerances={"xatol": 1e-12}
    )
    return numpy.exp(found.x)


def _logit(share: Array) -> Array:
    """Tails as log odds: nearly straight in log psi, so that roots are found fast."""
    share = numpy.clip(share, 1e-300, 1 - 1e-16)
    return numpy.log(share) - numpy.log1p(-share)


def _log_odds(a, b, c, d) -> Array:
    return numpy.log(((a + 0.5) * (d + 0.5)) / ((b + 0.5) * (c + 0.5)))


def _reach(a, b, c, d) -> Array:
    """Counts to either side of the observed one that can matter inside the limits."""
    deviation = 1 / numpy.sqrt(sum(1 / (cell + 1) for cell in (a, b, c, d)))
    return numpy.ceil(12 * deviation + 80)


def _batches(a, b, c, d, rows: Array) -> Iterator[Array]:
    """Rows by how wide their windows are, few enough at a time to fit in memory."""
    widths = 2 * _reach(a[rows], b[rows], c[rows], d[rows]) + 1
    widths = numpy.minimum(widths, numpy.minimum(a + b, a + c)[rows] + 1)
    order = numpy.argsort(widths, kind="stable")
    rows, widths = rows[order], widths[order]
    while rows.size:
        fits = numpy.arange(1, rows.size + 1) * widths <= CELLS_AT_ONCE
        count = max(1, int(fits.sum()))
        yield rows[:count]
        rows, widths = rows[count:], widths[count:]


def _windows(a, b, c, d) -> Windows:
    reach = _reach(a, b, c, d)
    first = numpy.maximum(numpy.maximum(-a, -d), -reach)
    last = numpy.minimum(numpy.minimum(b, c), reach)
    steps = numpy.arange(int((last - first).max()) + 1)
    offsets = first[:, None] + steps
    can_be = offsets <= last[:, None]
    offsets = numpy.where(can_be, offsets, 0)
    logs = -(
        gammaln(a[:, None] + offsets + 1)
        + gammaln(b[:, None] - offsets + 1)
        + gammaln(c[:, None] - offsets + 1)
        + gammaln(d[:, None] + offsets + 1)
    )
    return Windows(offsets, numpy.where(can_be, logs, -numpy.inf))
