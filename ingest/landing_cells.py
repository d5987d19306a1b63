"""A cell as it lands, and as it is read.

Text lands as it was sent, but for what the notice makes coarser (births, sectors) and
for cells that are plainly not what their field is: those could be anything, so they land
as UNREADABLE, which the house counts among the data quality issues.
"""

import re
from collections.abc import Callable

from ingest.dates import read_date
from ingest.expectations import UNREADABLE
from ingest.known_words import holds_only_known_words
from ingest.layout import Column
from ingest.privacy import as_month, as_sector
from ingest.reading_codes import code_of

LONGEST_CODE = 120
"""Characters; the longest label that a borough was seen to send has 98."""
READ_TYPES = ("month", "sector", "date", "integer", "code", "codes")
"""Types of field that an expectation speaks of; ids are the privacy gate's."""


def landing_text(column: Column, text: str) -> str:
    """A cell as it lands: its own text, coarser where the notice says so, or UNREADABLE."""
    if column.type == "code":
        return _code_text(text, column.code_set) or UNREADABLE
    convert = _CONVERT.get(column.type)
    return text if convert is None else convert(text) or UNREADABLE


def _code_text(text: str, code_set: str) -> str | None:
    """A coded cell without what could be a name: as sent where all of its words are the
    field's, else the code that it says, else nothing.
    """
    if not _may_be_a_code(text):
        return None
    return text if holds_only_known_words(text) else code_of(text, code_set)


def as_read(column: Column, text: str) -> str:
    """What a cell says: YYYY-MM-DD, set:code, or its landing text; else UNREADABLE.

    A label of words that we know lands even where it is no code: the house may learn it.
    """
    landed = landing_text(column, text)
    if landed == UNREADABLE:
        return UNREADABLE
    if column.type == "date":
        day = read_date(text)
        return day.isoformat() if day else UNREADABLE
    if column.type == "code":
        code = code_of(text, column.code_set)
        return f"{column.code_set}:{code}" if code else UNREADABLE
    return "codes:" if column.type == "codes" else landed


def _as_sent(is_good: Callable[[str], object]) -> Callable[[str], str | None]:
    return lambda text: text if is_good(text) else None


def _may_be_a_code(text: str) -> bool:
    """Short, on one line, and without a day or a long number: no code has either."""
    is_short = len(text) <= LONGEST_CODE and not re.search(r"[\n\r]", text)
    numbers = r"\d{5}|\d[\d ]*[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d"
    return is_short and not re.search(numbers, text)


_CONVERT: dict[str, Callable[[str], str | None]] = {
    "month": as_month,
    "sector": as_sector,
    "date": _as_sent(read_date),
    "integer": _as_sent(re.compile(r"[0-9]{1,4}([.]0*)?").fullmatch),
    "codes": _as_sent(
        re.compile(r"[0-9]{1,2}[A-Za-z]?(;[0-9]{1,2}[A-Za-z]?)*").fullmatch
    ),
}
