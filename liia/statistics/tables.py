"""p of a 2x2 table with fixed margins and no association, for many tables at once.

`a` of the group's children, out of all, is hypergeometric. Tails are summed outwards from
the observed count as multiples of its probability, which keeps them exact however small.
"""

import numpy
from scipy.special import gammaln
from scipy.stats import hypergeom

Array = numpy.ndarray
TIE = 1e-7
"""Two tables whose probabilities differ by less, relatively, are equally likely."""


def mid_p_value(a: Array, b: Array, c: Array, d: Array) -> Array:
    """Twice the smaller tail, half of the observed table in each."""
    a, b, c, d = _on_the_high_side(a, b, c, d)
    upper = _probability(a, b, c, d) * (_tail(a, b, c, d) - 0.5)
    return 2 * numpy.minimum(upper, 1 - upper)


def two_sided_p_value(a: Array, b: Array, c: Array, d: Array) -> Array:
    """Fisher's p: the sum of all tables no more likely than the observed one."""
    a, b, c, d = _on_the_high_side(a, b, c, d)
    p = _probability(a, b, c, d) * _tail(a, b, c, d)
    other = _as_unlikely_below(a, b, c, d)
    has_other = other <= a - 1
    a, b, c, d, other = (x[has_other] for x in (a, b, c, d, other))
    down = a - other
    cells = (a - down, b + down, c + down, d - down)
    is_there = numpy.minimum(cells[0], cells[3]) >= 0
    cells = tuple(cell[is_there] for cell in cells)
    more = numpy.zeros(other.shape)
    more[is_there] = _probability(*cells) * _tail(cells[1], cells[0], *cells[:1:-1])
    p[has_other] += more
    return numpy.minimum(1, p)


def _on_the_high_side(a, b, c, d) -> tuple[Array, ...]:
    """Mirrored where needed, so that the observed count is at least the expected one.

    Tails are then summed away from the middle: their terms fall from the first.
    """
    is_high = a * d >= b * c
    return tuple(
        numpy.where(is_high, x, y) for x, y in ((a, b), (b, a), (c, d), (d, c))
    )


def _probability(a, b, c, d) -> Array:
    return hypergeom.pmf(a, a + b + c + d, a + b, a + c)


def _tail(a: Array, b: Array, c: Array, d: Array) -> Array:
    """P(X >= a) as a multiple of P(X = a), where the counts above are the less likely."""
    total, term, step = numpy.ones(a.shape), numpy.ones(a.shape), 0.0
    active = numpy.arange(a.size)
    while active.size:
        x, y, z, w = (cell[active] for cell in (a, b, c, d))
        left = numpy.maximum(numpy.minimum(y, z) - step, 0)
        ratio = left * (numpy.maximum(y, z) - step) / ((x + step + 1) * (w + step + 1))
        term[active] *= ratio
        total[active] += term[active]
        step += 1
        active = active[term[active] > 1e-17 * total[active]]
    return total


def _as_unlikely_below(a: Array, b: Array, c: Array, d: Array) -> Array:
    """The highest count below the expected one that is no likelier than the observed."""
    lowest = numpy.maximum(0, a - d)
    at_observed = _log_weight(a, a, b, c, d)
    mode = numpy.floor((a + b + 1) * (a + c + 1) / (a + b + c + d + 2))
    low, high = lowest - 1, numpy.minimum(mode, a)
    while (high - low > 1).any():
        middle = numpy.floor((low + high) / 2)
        is_as_unlikely = _log_weight(middle, a, b, c, d) <= at_observed + TIE
        low = numpy.where(is_as_unlikely & (high - low > 1), middle, low)
        high = numpy.where(~is_as_unlikely & (high - low > 1), middle, high)
    is_as_unlikely = _log_weight(high, a, b, c, d) <= at_observed + TIE
    return numpy.where(is_as_unlikely & (high < a), high, low)


def _log_weight(x, a, b, c, d) -> Array:
    down = a - x
    return -(
        gammaln(x + 1)
        + gammaln(b + down + 1)
        + gammaln(c + down + 1)
        + gammaln(numpy.maximum(d - down, -1) + 1)
    )
