"""Counting days, for making events up.

The house counts working days with its own calendar; here a bank holiday is a day like
any other, so that a timeliness figure is never planted by the very code that tests it.
"""

from calendar import monthrange
from datetime import date, timedelta

DAYS_IN_YEAR = 365.25


def months_before(day: date, months: int) -> date:
    """The same day of the month, or the month's last where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def birthday(born: date, years: int) -> date:
    """The day on which somebody born on `born` turns `years`."""
    return months_before(born, -12 * years)


def working_days_after(day: date, count: int) -> date:
    """The working day `count` working days after `day`, which is day 0."""
    if day.weekday() > 4:
        day -= timedelta(days=day.weekday() - 4)
    weeks, rest = divmod(count, 5)
    over_weekend = 2 if day.weekday() + rest > 4 else 0
    return day + timedelta(days=7 * weeks + rest + over_weekend)


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to `end`."""
    weeks, rest = divmod((end - start).days, 7)
    return 5 * weeks + sum(
        (start.weekday() + day) % 7 < 5 for day in range(1, rest + 1)
    )
