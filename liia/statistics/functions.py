"""What DuckDB is given: tails, limits and exact ratios, on columns at a time.

    normal_p(z)                two-sided p of a standard normal deviate
    chi_squared_p(x, df)       upper tail
    poisson_low(x), poisson_high(x)   exact 95 % limits of a count (Garwood)
    rate_ratio(x, t, x0, t0)          of counts x in t and x0 in t0: rate_ratio, ci_low,
                                      ci_high, exact (Clopper and Pearson)
    binomial_limit(n, share, tail), poisson_limit(mean, tail)
                                      limits of a funnel (Spiegelhalter)
    exact_ratio(a, b, c, d), mid_p_ratio(a, b, c, d)   odds_ratio, ci_low, ci_high, p

A function is null where an argument is null; an infinite limit is infinite here, and
null in the models.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Array = numpy.ndarray
TAIL = 0.025


def register(connection: "DuckDBPyConnection") -> None:
    """Give the functions to a connection; a second time changes nothing."""
    import duckdb

    known = connection.execute(
        "select count(*) from duckdb_functions() where function_name = 'mid_p_ratio'"
    ).fetchone()[0]
    if known:
        return
    number = duckdb.sqltype("double")
    ratio, rates = (
        duckdb.struct_type({name: number for name in names})
        for names in (
            ("odds_ratio", "ci_low", "ci_high", "p"),
            ("rate_ratio", "ci_low", "ci_high"),
        )
    )
    for function, arguments, answer in (
        (normal_p, 1, number),
        (chi_squared_p, 2, number),
        (poisson_low, 1, number),
        (poisson_high, 1, number),
        (binomial_limit, 3, number),
        (rate_ratio, 4, rates),
        (poisson_limit, 2, number),
        (exact_ratio, 4, ratio),
        (mid_p_ratio, 4, ratio),
    ):
        connection.create_function(
            function.__name__,
            _on_arrow(function),
            [number] * arguments,
            answer,
            type="arrow",
            null_handling="special",
        )


def normal_p(z: Array) -> Array:
    from scipy.special import ndtr

    return 2 * ndtr(-numpy.abs(z))


def chi_squared_p(x: Array, df: Array) -> Array:
    from scipy.special import chdtrc

    return chdtrc(df, x)


def poisson_low(x: Array) -> Array:
    from scipy.special import gammaincinv

    return numpy.where(x == 0, 0, gammaincinv(numpy.maximum(x, 1), TAIL))


def poisson_high(x: Array) -> Array:
    from scipy.special import gammainccinv

    return gammainccinv(x + 1, TAIL)


def binomial_limit(n: Array, share: Array, tail: Array) -> Array:
    """The share that `tail` lies below: interpolated between counts, not below 0.

    Where chance alone would often make it all of them, all of them is the limit: three
    of three are beyond nothing.
    """
    from scipy.stats import binom

    count = binom.ppf(tail, n, share)
    at, before = binom.cdf(count, n, share), binom.cdf(count - 1, n, share)
    between = numpy.maximum(0, (count - (at - tail) / (at - before)) / n)
    return numpy.where(count == n, 1, between)


def rate_ratio(x: Array, t: Array, x0: Array, t0: Array) -> dict[str, Array]:
    """Given both counts, x of their sum is binomial; its limits are those of the ratio.

    Every figure is null where nothing was counted or nobody is there.
    """
    from scipy.special import betaincinv

    has_rate = (x + x0 > 0) & (t > 0) & (t0 > 0)
    x, t, x0, t0 = (numpy.where(has_rate, array, 1) for array in (x, t, x0, t0))
    low = numpy.where(x == 0, 0, betaincinv(numpy.maximum(x, 1), x0 + 1, TAIL))
    high = numpy.where(x0 == 0, 1, betaincinv(x + 1, numpy.maximum(x0, 1), 1 - TAIL))
    with numpy.errstate(divide="ignore"):
        found = {
            "rate_ratio": x * t0 / (t * x0),
            "ci_low": low / (1 - low) * t0 / t,
            "ci_high": high / (1 - high) * t0 / t,
        }
    return {name: numpy.where(has_rate, v, numpy.nan) for name, v in found.items()}


def poisson_limit(mean: Array, tail: Array) -> Array:
    """The count that `tail` lies below: interpolated between counts, not below 0."""
    from scipy.stats import poisson

    count = poisson.ppf(tail, mean)
    at, before = poisson.cdf(count, mean), poisson.cdf(count - 1, mean)
    return numpy.maximum(0, count - (at - tail) / (at - before))


def exact_ratio(a: Array, b: Array, c: Array, d: Array) -> dict[str, Array]:
    from liia.statistics.exact import exact

    return _once_each(exact, a, b, c, d)


def mid_p_ratio(a: Array, b: Array, c: Array, d: Array) -> dict[str, Array]:
    from liia.statistics.exact import mid_p

    return _once_each(mid_p, a, b, c, d)


def _once_each(function: Callable, *cells: Array) -> dict[str, Array]:
    """The same small table occurs many times in London; children are whole."""
    tables, place = numpy.unique(
        numpy.rint(numpy.stack(cells)), axis=1, return_inverse=True
    )
    return {name: values[place] for name, values in function(*tables).items()}


def _on_arrow(function: Callable) -> Callable:
    """Arrow columns in, an Arrow column out; rows with a null stay out of the sums."""
    import pyarrow

    @wraps(function)  # DuckDB counts the arguments by the signature
    def on_arrow(*columns):
        arrays = [
            column.to_numpy(zero_copy_only=False).astype(float) for column in columns
        ]
        is_known = ~numpy.isnan(numpy.stack(arrays)).any(axis=0)
        found = function(*(array[is_known] for array in arrays))
        if not isinstance(found, dict):
            return _column(found, is_known)
        return pyarrow.StructArray.from_arrays(
            [_column(values, is_known) for values in found.values()], list(found)
        )

    return on_arrow


def _column(values: Array, is_known: Array):
    import pyarrow

    whole = numpy.full(is_known.shape, numpy.nan)
    whole[is_known] = values
    return pyarrow.array(whole, pyarrow.float64(), mask=numpy.isnan(whole))
