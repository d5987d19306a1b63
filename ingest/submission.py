"""What a submission is: one borough's files for one return and one period."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest import sidecar
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


SLIPS = 0.04
"""Share of an extract's dates that may be slips of the pen in one direction."""


@dataclass(frozen=True)
class Submission:
    """What identifies what a borough sent."""

    borough: Borough
    return_name: str
    """annex_a, cin_census or ssda903."""
    period_end: date
    """Annex A: last day of the month of the extract. The others: 31 March."""
    latest_event_date: date
    """Until when the files tell of events: an extract of the 5th knows no more of its
    month than that. A yearly return tells of its whole year."""
    digest: str
    """SHA-256 of the files' bytes: the same bytes are the same submission."""

    @property
    def submission_id(self) -> str:
        """Borough, return, period and the beginning of the digest."""
        period = self.period_end.isoformat()
        return f"{self.borough.code}-{self.return_name}-{period}-{self.digest[:8]}"


def digest_of(paths: list[Path]) -> str:
    """One digest of several files, whatever their names and order."""
    each = sorted(map(sidecar.digest_of, paths))
    return (
        each[0]
        if len(each) == 1
        else hashlib.sha256("".join(each).encode()).hexdigest()
    )


def period_of(
    return_name: str, sheets: list[Sheet], paths: list[Path], today: date
) -> tuple[date | None, list[Finding]]:
    """The last day of the period, and what speaks against it.

    Neither Annex A nor the SSDA903 states its period. The dates inside are believed
    before the file's name: a name is often last year's, or the year's first April.
    """
    telling = [sheet for sheet in sheets if sheet.form.tells_period] or sheets
    days = event_days(telling, today)
    if not days:
        return None, [Finding("no_period", shown_name(path)) for path in paths[:1]]
    if return_name == "annex_a":
        inside, is_confirmed = _extract_month(days, paths[0], today)
    else:
        year = _named_year(paths[0])
        inside = _return_year(days, year)
        is_confirmed = year is None or year == inside.year
    if is_confirmed:
        return inside, []
    return inside, [Finding("period_from_dates", shown_name(path)) for path in paths]


def _extract_month(days: list[date], path: Path, today: date) -> tuple[date, bool]:
    """The month of an extract, and whether its name agrees.

    A name may make it a month later, since an extract made early in a month may hold
    nothing of it; and it may overrule a few later dates, which then are slips.
    """
    inside = last_of_month(max(days))
    named = period_in_name(path)
    if named is None or named == inside:
        return inside, True
    if named > last_of_month(today):
        return inside, False
    near = sum(1 for day in days if 0 <= (named - day).days < 62)
    later = sum(1 for day in days if day > named)
    if near and later <= len(days) * SLIPS:
        return named, not later
    return inside, False


def _return_year(days: list[date], named: int | None) -> date:
    """31 March at the end of the latest year that holds more dates than slips would:
    a slip of the pen or two do not move a return to another year. Of a few children a
    year may tell no more than that: there the name bears it out.
    """
    ends = Counter(date(day.year + (day.month > 3), 3, 31) for day in days)
    few = min(3, len(days))
    return max(
        (
            end
            for end, count in ends.items()
            if count >= len(days) * SLIPS and (count >= few or end.year == named)
        ),
        default=max(ends),
    )


def _named_year(path: Path) -> int | None:
    found = re.findall(r"(?<!\d)20\d\d(?!\d)", path.stem)
    return int(found[0]) if len(found) == 1 else None


def census_period(
    header: dict[str, str], path: Path
) -> tuple[date | None, list[Finding]]:
    """The period that a CIN census states in its header."""
    stated = read_date(header.get("ReferenceDate", ""))
    year = header.get("Year", "")
    if stated is None and re.fullmatch(r"20\d\d", year):
        stated = date(int(year), 3, 31)
    if stated is None:
        return None, [Finding("no_period", shown_name(path), "Header")]
    agrees = not year or year == str(stated.year)
    found = [] if agrees else [Finding("period_from_dates", shown_name(path), "Header")]
    return stated, found


_FORM_WORDS = re.compile(
    r"list[ _]?\d{1,2}|header|episodes?|reviews?|uasc|oc2|oc3|ad1|missing|dolo"
    r"|(should_be_)?placed_(for_)?adoption|sbpfa|prev(ious)?_perm(anence)?"
    r"|social_workers?",
    re.IGNORECASE,
)


def grouped(files: list[Path]) -> list[list[Path]]:
    """The files of each submission. A workbook or a census is one by itself; csv files
    are one together when they lie in one folder and their names differ only by the
    form they hold (2021-header, 2021-episodes).
    """
    alone, sets = [], {}
    for path in files:
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            rest = re.sub(r"[\W_]+", "", _FORM_WORDS.sub("", path.stem)).lower()
            sets.setdefault((path.parent, rest), []).append(path)
        else:
            alone.append([path])
    return alone + list(sets.values())


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


def event_days(sheets: list[Sheet], until: date) -> list[date]:
    """Every different day of each sheet's date fields that is not after `until`."""
    return [day for sheet in sheets for day in _event_days(sheet) if day <= until]


def _event_days(sheet: Sheet) -> list[date]:
    dated = [
        position
        for column in sheet.form.columns
        if column.type == "date"
        and (position := sheet.position_of(column.source_field)) is not None
    ]
    texts = {text for position in dated for text in sheet.texts(position) if text}
    return [day for day in map(read_date, texts) if day]
