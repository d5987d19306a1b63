"""Dates as boroughs write them. The same forms are read in SQL by the macro `typed`."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

# Day before month, always: a British return never has it the other way about.
FORMS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%Y/%m/%d",
    "%d %b %Y",
    "%d %B %Y",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
)
MONTH_FORMS = ("%Y-%m", "%m/%Y", "%b %Y", "%B %Y", "%b-%Y", "%m-%Y")
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers, for every date since March 1900."""
EXCEL_EPOCH_1904 = date(1904, 1, 1)
"""Day 0 of those of a workbook that says it counts from 1904."""

_SERIAL = re.compile(r"\d{5}(\.0+)?")
_LIKE_A_DATE = re.compile(r"\d{1,4}[-/. ]")
"""How each of FORMS begins: most cells are told from a date by this alone."""
_LIKE_A_MONTH = re.compile(r"\d{4}-\d{1,2}|\d{1,2}[/-]\d{4}|[A-Za-z]+[\s-]+\d{4}")
_DAYS_REMEMBERED = 50_000


@lru_cache(maxsize=_DAYS_REMEMBERED)
def read_date(text: str) -> date | None:
    """The day that `text` names, or None when it names none between 1900 and 2100."""
    if _SERIAL.fullmatch(text):
        return EXCEL_EPOCH + timedelta(days=int(text[:5]))
    return _first_read(text, FORMS) if _LIKE_A_DATE.match(text) else None


def day_from_1904(text: str | None) -> str | None:
    """A serial number that counts from 1904 as YYYY-MM-DD; any other text as it is."""
    if text is None or not _SERIAL.fullmatch(text):
        return text
    return (EXCEL_EPOCH_1904 + timedelta(days=int(text[:5]))).isoformat()


def read_month(text: str) -> date | None:
    """The first day of the month that `text` names, or None when it names no month."""
    return _first_read(text, MONTH_FORMS) if _LIKE_A_MONTH.fullmatch(text) else None


def _first_read(text: str, forms: tuple[str, ...]) -> date | None:
    for form in forms:
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day if EARLIEST <= day < LATEST else None
    return None


def last_of_month(day: date) -> date:
    """The last day of the month of `day`."""
    following = day.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 28 February for a 29th that does not exist."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
