"""How sure a figure is, computed from what a release shows of it."""

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean

from liia.release.report.tables import Row, number

SIBLINGS = 1.5
"""Brothers and sisters are referred together: variance is half as much again."""
SURE = 1.96
SURE_OF_MANY = 3.09
"""For the many figures of one borough: the 99.8 % that name an outlier too."""


def odds_z(
    row: Row, value: str = "odds_ratio", low: str = "ci_low", high: str = "ci_high"
) -> float | None:
    """How many widened standard errors a ratio lies from 1; None where it is not shown."""
    ratio, lower, upper = number(row[value]), number(row[low]), number(row[high])
    if not ratio or not lower or not upper:
        return None
    error = math.log(upper / lower) / (2 * SURE) * math.sqrt(SIBLINGS)
    return math.log(ratio) / error if error else None


def odds_verdict(row: Row, *columns: str) -> str:
    """`above`, `below` or `neither`, once the interval is widened for siblings."""
    return verdict(odds_z(row, *columns))


def verdict(z: float | None, sure: float = SURE) -> str:
    """What standard errors say in one word."""
    if z is None or abs(z) < sure:
        return "neither"
    return "above" if z > 0 else "below"


def two_sided(z: float) -> float:
    """How often chance alone goes so far."""
    return math.erfc(abs(z) / math.sqrt(2))


def rate_score(row: Row) -> tuple[float, float] | None:
    """A rate on the scale where differences are alike at every height, and its error:
    the log odds of a share, the logarithm of a rate; None where it is not shown.
    """
    figures = [number(row[name]) for name in ("rate", "rate_low", "rate_high")]
    if row["unit"] == "percent":
        figures = [None if f is None or f >= 100 else f / (100 - f) for f in figures]
    if not all(figures):
        return None
    value, low, high = (math.log(figure) for figure in figures)
    return (value, (high - low) / (2 * SURE)) if high > low else None


def rate_change(old: Row, new: Row) -> tuple[float, float] | None:
    """How a rate moved between two years, and its error."""
    before, after = rate_score(old), rate_score(new)
    if before is None or after is None:
        return None
    return after[0] - before[0], math.hypot(before[1], after[1])


def share_z(row: Row, other: Row | None) -> float | None:
    """How many standard errors two shares lie apart; None where one is not shown."""
    told = []
    for one in (row, other or {}):
        share, low, high = (
            number(one.get(k)) for k in ("share", "share_low", "share_high")
        )
        if share is None or low is None or high is None:
            return None
        told.append((share, (high - low) / (2 * SURE)))
    (first, error), (second, its_error) = told
    both = math.hypot(error, its_error)
    return (first - second) / both if both else None


def beyond_limits(
    value: float, far_low: float, low: float, high: float, far_high: float
) -> str:
    """Above or below the 99.8 % limits, a little beyond the 95 % ones, or neither."""
    if value > far_high:
        return "above"
    if value < far_low:
        return "below"
    if value > high:
        return "a little above"
    return "a little below" if value < low else "neither"


def apart(values: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """For boroughs' values with their errors: how many standard errors each lies from the
    middle of them all, and how often chance and the usual spread of boroughs go so far.

    The spread is Paule and Mandel's, of the boroughs without the tenth at either end: an
    outlier hides neither itself nor another. It is estimated, so that tails are Student's.
    """
    from scipy.special import stdtr

    trimmed = len(values) // 10
    freedom = len(values) - trimmed - 1
    if freedom < 8:
        return []
    narrow, wide = 0.0, max(value for value, _ in values) - min(v for v, _ in values)
    if _too_far(values, narrow, trimmed):
        for _ in range(40):
            middle = (narrow + wide) / 2
            is_more = _too_far(values, middle, trimmed)
            narrow, wide = (middle, wide) if is_more else (narrow, middle)
    scores = _scores(values, narrow, trimmed)
    return [(z, 2 * float(stdtr(freedom, -abs(z)))) for z in scores]


def _scores(
    values: Sequence[tuple[float, float]], spread: float, trimmed: int
) -> list[float]:
    errors = [math.hypot(error, spread) for _, error in values]
    kept_values = sorted(value for value, _ in values)[trimmed : len(values) - trimmed]
    centre = fmean(kept_values)
    return [
        (value - centre) / error
        for (value, _), error in zip(values, errors, strict=True)
    ]


def _too_far(
    values: Sequence[tuple[float, float]], spread: float, trimmed: int
) -> bool:
    """Whether the middle boroughs lie farther apart than errors and `spread` explain."""
    scores = sorted(_scores(values, spread, trimmed))[trimmed : len(values) - trimmed]
    share = trimmed / len(values)
    left = 1.0
    if share:
        edge = NormalDist().inv_cdf(1 - share)
        left = 1 - 2 * edge * NormalDist().pdf(edge) / (1 - 2 * share)
    return fmean(score * score for score in scores) > left


def kept(p_values: list[float], false_findings: float) -> int:
    """How many of ordered p-values Benjamini and Hochberg's rule keeps."""
    most = 0
    for rank, p_value in enumerate(p_values, start=1):
        if p_value <= false_findings * rank / len(p_values):
            most = rank
    return most
