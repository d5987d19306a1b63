"""Drawing at random: codes by weight, days in a span, arrivals and reviews."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import sqrt
from random import Random

from liia.synthetic.days import DAYS_IN_YEAR

LONG_DELAY_SHARE = 0.02


def one_of(rng: Random, weights: Mapping[str, float]) -> str:
    """One of the keys, each as likely as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def days_after(rng: Random, day: date, fewest: int, most: int) -> date:
    """A day from `fewest` to `most` days after `day`, each as likely."""
    return day + timedelta(days=rng.randint(fewest, most))


def delay_days(rng: Random) -> int:
    """Days from one step to the next: mostly a week, at times longer than any window
    by which somebody who sees only the dates might link the two.
    """
    if rng.random() < LONG_DELAY_SHARE:
        return rng.randint(27, 120)
    return int(26 * rng.random() ** 2)


def triangular(share: float, low: float, high: float, mode: float) -> float:
    """The number that so large a share of a triangular distribution lies below."""
    if share < (mode - low) / (high - low):
        return low + sqrt(share * (high - low) * (mode - low))
    return high - sqrt((1 - share) * (high - low) * (high - mode))


def arrivals(rng: Random, since: date, until: date, per_year: float) -> Iterator[date]:
    """Working days from `since` to before `until`, each as often as something arrives.

    In order of time: with the same `rng` a longer span begins with the same arrivals.
    """
    per_working_day = per_year / (DAYS_IN_YEAR * 5 / 7)
    day = since
    while day < until:
        if day.weekday() < 5:
            for _ in range(int(per_working_day + rng.random())):
                yield day
        day += timedelta(days=1)


def reviews(
    rng: Random, start: date, end: date, due_days: tuple[int, ...]
) -> tuple[date, ...]:
    """Review days of an episode. `due_days` are the gaps allowed, the last repeating.

    One review in fifty is up to a month late.
    """
    held = []
    gaps = list(due_days)
    day = start
    while True:
        due = gaps.pop(0) if len(gaps) > 1 else gaps[0]
        is_late = rng.random() < 1 / 50
        gap = due + rng.randint(1, 30) if is_late else due - rng.randint(0, due // 8)
        day += timedelta(days=gap)
        if day >= end:
            return tuple(held)
        held.append(day)
