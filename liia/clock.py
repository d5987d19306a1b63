"""The governance clock: what day it is for retention and for dates in the future.

SQL has no clock at all; it asks `as_of_date()`.
"""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ingest.errors import UsageError

LONDON = ZoneInfo("Europe/London")


def today() -> date:
    """`LIIA_TODAY` (YYYY-MM-DD) when it is set, otherwise the day in London."""
    injected = os.environ.get("LIIA_TODAY")
    if not injected:
        return datetime.now(LONDON).date()
    try:
        return date.fromisoformat(injected)
    except ValueError:
        raise UsageError("LIIA_TODAY is not a date such as 2026-03-31.") from None


def is_injected() -> bool:
    """Whether somebody said what day it is, and no clock did."""
    return bool(os.environ.get("LIIA_TODAY"))


def this_moment() -> datetime:
    """The time in London, on the day that `today` says."""
    return datetime.combine(today(), datetime.now(LONDON).timetz())
