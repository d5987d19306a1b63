"""The rows of a sheet: which may land, as what text, and what is said of the others.

Text lands as it was sent, but for what the notice makes coarser (births, sectors) and
for cells that are plainly not what their field is: those could be anything, so they land
as UNREADABLE, which the house counts among the data quality issues.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from ingest.dates import read_date
from ingest.findings import Finding, value_class
from ingest.identifiers import shown_name
from ingest.layout import Column
from ingest.privacy import as_month, as_sector
from ingest.readers import Row
from ingest.recognition import FEWEST_HEADINGS, Sheet, sheet_label

UNREADABLE = "(unreadable)"
"""What lands for a cell that is not what its field is. The macro `typed` knows it."""
LONGEST_CODE = 120
"""Characters; the longest label that a borough was seen to send has 98."""


@dataclass(frozen=True)
class AcceptedTable:
    """The rows of one form that may land, column by column."""

    name: str
    """Landing table, such as child_protection."""
    columns: dict[str, list[str | None]]
    """Warehouse column to its cells."""
    source_rows: list[int]


@dataclass(frozen=True)
class Tally:
    """What became of the rows of one form: read = landed + every rejection."""

    label: str
    """List 7 (Child protection plans)."""
    table_name: str | None
    read: int
    landed: int
    rejected: dict[str, int]
    """Rule to rows."""


def rows_of(sheet: Sheet) -> tuple[AcceptedTable | None, Tally, list[Finding]]:
    """The rows that may land, the tally of all, and the findings about single rows."""
    form = sheet.form
    turned_away: dict[int, str] = {}
    above = [row for row, cells in sheet.above if _filled(cells) >= FEWEST_HEADINGS]
    turned_away |= dict.fromkeys(above, "rows_above_headings")
    kept = []
    for row, cells in _numbered(sheet.rows):
        if rule := _reason_to_reject(sheet, cells):
            turned_away[row] = rule
        else:
            kept.append((row, cells))
    findings = _row_findings(sheet, turned_away)
    table = None
    if form.table_name:
        columns, found = _landing_columns(sheet, kept)
        findings += found
        table = AcceptedTable(form.table_name, columns, [row for row, _ in kept])
    rejected = dict(Counter(turned_away.values()))
    read = len(sheet.rows) + len(above)
    return (
        table,
        Tally(form.label, form.table_name, read, len(kept), rejected),
        findings,
    )


def _numbered(rows: list[Row]) -> list[Row]:
    """Rows by numbers that tell them apart. Records of a census may start on one line;
    then they are counted instead.
    """
    if len({row for row, _ in rows}) == len(rows):
        return rows
    return [(number, cells) for number, (_, cells) in enumerate(rows, start=1)]


def unknown_rows(label: str, rows: list[Row]) -> Tally:
    """The tally of a sheet that is no list: read, and none of it landed."""
    return Tally(label, None, len(rows), 0, {"unknown_sheet": len(rows)})


def _reason_to_reject(sheet: Sheet, cells: list[str | None]) -> str | None:
    if sheet.form.table_name is None:
        return "not_in_notice"
    is_text = sheet.grid.file.suffix.lower() not in (".xlsx", ".xls", ".xml")
    # In text, a cell too many means that all after some comma are in the wrong place.
    if is_text and any(cells[len(sheet.headings) :]):
        return "ragged_row"
    if not _cell(cells, sheet.position_of(sheet.form.id_field)):
        return "empty_child_id"
    return None


def _row_findings(sheet: Sheet, turned_away: dict[int, str]) -> list[Finding]:
    file, label = shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
    by_rule: dict[str, list[int]] = {}
    for row, rule in turned_away.items():
        by_rule.setdefault(rule, []).append(row)
    return [
        Finding(rule, file, label, rows=tuple(sorted(rows)))
        for rule, rows in by_rule.items()
    ]


def _landing_columns(
    sheet: Sheet, kept: list[Row]
) -> tuple[dict[str, list[str | None]], list[Finding]]:
    file, label = shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
    columns, findings = {}, []
    for column in sheet.form.columns:
        position = sheet.position_of(column.source_field)
        texts = [_cell(cells, position) for _, cells in kept]
        as_landed = {
            text: landing_text(column, text) for text in set(texts) if text is not None
        }
        columns[column.name] = [None if t is None else as_landed[t] for t in texts]
        by_class: dict[str, list[int]] = {}
        for (row, _), text in zip(kept, texts, strict=True):
            if text is not None and as_landed[text] == UNREADABLE:
                by_class.setdefault(value_class(text), []).append(row)
        findings += [
            Finding(_UNREAD[column.type], file, label, column.source_field, tuple(r), c)
            for c, r in by_class.items()
        ]
    return columns, findings


def landing_text(column: Column, text: str) -> str:
    """A cell as it lands: its own text, coarser where the notice says so, or UNREADABLE."""
    convert = _CONVERT.get(column.type)
    return text if convert is None else convert(text) or UNREADABLE


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
    "code": _as_sent(_may_be_a_code),
    "codes": _as_sent(re.compile(r"[0-9A-Za-z]{1,4}(;[0-9A-Za-z]{1,4})*").fullmatch),
}
_UNREAD = {
    "month": "unreadable_birth",
    "sector": "unreadable_sector",
    "date": "unreadable_date",
    "integer": "unreadable_number",
    "code": "unreadable_code",
    "codes": "unreadable_code",
}


def _cell(cells: list[str | None], position: int | None) -> str | None:
    return cells[position] if position is not None and position < len(cells) else None


def _filled(cells: list[str | None]) -> int:
    return sum(cell is not None for cell in cells)
