"""How sure a figure is, computed from what a release shows of it."""

import math
from collections.abc import Iterable
from statistics import median

from liia.release.report.tables import Row, number

SIBLINGS = 1.5
"""Brothers and sisters are referred together: variance is half as much again."""
SURE = 1.96


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


def verdict(z: float | None) -> str:
    """What standard errors say in one word."""
    if z is None or abs(z) < SURE:
        return "neither"
    return "above" if z > 0 else "below"


def two_sided(z: float) -> float:
    """How often chance alone goes so far."""
    return math.erfc(abs(z) / math.sqrt(2))


def limits_z(row: Row) -> float | None:
    """How many standard errors a rate lies from London's, from the limits it is given.

    The farther limit is taken: it stands on the tail itself, where it matters whether
    the distribution is lopsided.
    """
    rate, london = number(row["rate"]), number(row["london_rate"])
    if rate is None or london is None:
        return None
    name, quantile = (
        ("limit_high_998", 3.09) if rate > london else ("limit_low_998", 3.09)
    )
    limit = number(row[name])
    if limit is None or limit == london:
        return None
    return (rate - london) / abs(limit - london) * quantile


def rate_error(row: Row) -> float | None:
    """The standard error of a rate's logarithm, from its interval."""
    value, low, high = (number(row[k]) for k in ("rate", "rate_low", "rate_high"))
    if not value or not low or not high or high <= low:
        return None
    return math.log(high / low) / (2 * SURE)


def rate_change(pair: tuple[Row, Row]) -> tuple[float, float]:
    """How a rate moved between two years, on the scale of logarithms, and its error."""
    old, new = pair
    change = math.log(float(new["rate"]) / float(old["rate"]))
    return change, math.hypot(rate_error(old) or 0, rate_error(new) or 0)


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


def steps_z(changes: Iterable[tuple[float, float]]) -> list[float]:
    """Changes and their standard errors as scores against the changes of all the others.

    What moved everybody moves nobody: the middle change is taken out. What boroughs move
    by beyond chance in any year widens every score alike.
    """
    changes = list(changes)
    if len(changes) < 10:
        return [0.0 for _ in changes]
    common = median(change for change, _ in changes)
    scores = [(change - common) / error for change, error in changes]
    spread = 1.4826 * median(abs(score) for score in scores)
    return [score / max(1.0, spread) for score in scores]


def kept(p_values: list[float], false_findings: float) -> int:
    """How many of ordered p-values Benjamini and Hochberg's rule keeps."""
    most = 0
    for rank, p_value in enumerate(p_values, start=1):
        if p_value <= false_findings * rank / len(p_values):
            most = rank
    return most
