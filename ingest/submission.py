"""What a submission is: one borough's files for one return and one period."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.boroughs import Borough
from ingest.dates import last_of_month, read_date
from ingest.findings import Finding
from ingest.identifiers import shown_name
from ingest.recognition import Sheet

_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_NAMED_PERIOD = re.compile(
    rf"(?<![a-z])(?P<word>{'|'.join(_MONTHS)})[a-z]*[\s_-]*(?P<year_after>20\d\d)(?!\d)"
    rf"|(?<!\d)(?P<year_before>20\d\d)[\s_-]*(?P<word_after>{'|'.join(_MONTHS)})"
    r"|(?<!\d)(?P<year>20\d\d)[-_](?P<month>0[1-9]|1[0-2])(?!\d)",
    re.IGNORECASE,
)
"""A month by name beside a year, or YYYY-MM: four digits alone are never a year."""


@dataclass(frozen=True)
class Submission:
    """What identifies what a borough sent."""

    borough: Borough
    return_name: str
    """annex_a."""
    period_end: date
    """Last day of the month of the extract."""
    digest: str
    """SHA-256 of the files' bytes: the same bytes are the same submission."""

    @property
    def submission_id(self) -> str:
        """Borough, return, period and the beginning of the digest."""
        period = self.period_end.isoformat()
        return f"{self.borough.code}-{self.return_name}-{period}-{self.digest[:8]}"


def digest_of(paths: list[Path]) -> str:
    """One digest of several files, whatever their names and order."""
    each = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    return (
        each[0]
        if len(each) == 1
        else hashlib.sha256("".join(each).encode()).hexdigest()
    )


def period_of(
    sheets: list[Sheet], paths: list[Path], today: date
) -> tuple[date | None, list[Finding]]:
    """The last day of the month that the extract was made in, and what speaks against it.

    Annex A states no date of extract. The dates inside are believed before the file's
    name: a name is often last year's. The name may only make it a month later, since
    an extract made early in a month may hold nothing of it.
    """
    days = [day for sheet in sheets for day in _event_days(sheet) if day <= today]
    if not days:
        return None, [Finding("no_period", shown_name(path)) for path in paths[:1]]
    inside = last_of_month(max(days))
    named = period_in_name(paths[0])
    if named is None or named == inside:
        return inside, []
    months_later = (named.year - inside.year) * 12 + named.month - inside.month
    if months_later == 1 and named <= last_of_month(today):
        return named, []
    return inside, [Finding("period_from_dates", shown_name(paths[0]))]


def period_in_name(path: Path) -> date | None:
    """The month that a file's name states, as its last day; None when it states none."""
    found = _NAMED_PERIOD.search(path.stem)
    if not found:
        return None
    parts = found.groupdict()
    year = parts["year_after"] or parts["year_before"] or parts["year"]
    word = parts["word"] or parts["word_after"]
    month = _MONTHS.index(word.lower()) + 1 if word else int(parts["month"])
    return last_of_month(date(int(year), month, 1))


def _event_days(sheet: Sheet) -> list[date]:
    dated = [
        position
        for column in sheet.form.columns
        if column.type == "date"
        and (position := sheet.position_of(column.source_field)) is not None
    ]
    texts = {
        cells[position]
        for _, cells in sheet.rows
        for position in dated
        if position < len(cells) and cells[position]
    }
    return [day for day in map(read_date, texts) if day]
