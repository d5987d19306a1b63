"""The rows of a sheet: which may land, and what is said of the others."""

from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest

from ingest.cells import READ_TYPES, as_read, landing_text
from ingest.expectations import UNREADABLE, Reading
from ingest.findings import Finding, value_class
from ingest.identifiers import shown_name
from ingest.layout import Column, Form
from ingest.readers import Row
from ingest.recognition import FEWEST_HEADINGS, Sheet, sheet_label


@dataclass(frozen=True)
class AcceptedTable:
    """The rows of one form that may land, column by column."""

    name: str
    """Landing table, such as child_protection."""
    columns: dict[str, list[str | None]]
    """Warehouse column to its cells."""
    source_rows: list[int]
    readings: list[Reading]
    """Each different text of each column as it was read, for the expectations."""
    file: str
    label: str
    """The file and the sheet as messages call them."""


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
    turned_away |= dict.fromkeys(sheet.grid.broken, "unparseable_row")
    kept = []
    # In text, a cell too many means that all after some comma are in the wrong place.
    is_text = sheet.grid.file.suffix.lower() not in (".xlsx", ".xls", ".xml")
    width = len(sheet.headings) if is_text else None
    id_position = sheet.position_of(form.id_field)
    for row, cells in _numbered(sheet.rows):
        if rule := _reason_to_reject(form, cells, width, id_position):
            turned_away[row] = rule
        else:
            kept.append((row, cells))
    findings = _row_findings(sheet, turned_away)
    table = _accepted(sheet, kept) if form.table_name else None
    if table:
        findings += _repeated(table, kept)
    rejected = dict(Counter(turned_away.values()))
    read = len(sheet.rows) + len(above) + len(sheet.grid.broken)
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


def _reason_to_reject(
    form: Form, cells: list[str | None], width: int | None, id_position: int | None
) -> str | None:
    """`width` is that of the headings, where a row may not be wider."""
    if form.table_name is None:
        return "not_in_notice"
    if width is not None and any(cells[width:]):
        return "ragged_row"
    if id_position is None or id_position >= len(cells) or not cells[id_position]:
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


def _accepted(sheet: Sheet, kept: list[Row]) -> AcceptedTable:
    columns, readings = {}, []
    numbers = [row for row, _ in kept]
    # One tuple a column; short rows are blank at their end.
    by_position = list(zip_longest(*(cells for _, cells in kept)))
    nothing = (None,) * len(kept)
    for column in sheet.form.columns:
        position = sheet.position_of(column.source_field)
        is_there = position is not None and position < len(by_position)
        texts = by_position[position] if is_there else nothing
        counts = Counter(texts)
        as_landed = {text: text and landing_text(column, text) for text in counts}
        columns[column.name] = [as_landed[text] for text in texts]
        if column.type in READ_TYPES and position is not None:
            readings += _readings(column, counts, texts, numbers)
    file, label = shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
    return AcceptedTable(sheet.form.table_name, columns, numbers, readings, file, label)


def _repeated(table: AcceptedTable, kept: list[Row]) -> list[Finding]:
    """Rows that stand more than once, cell by cell, the first of them too."""
    first: dict[tuple, int] = {}
    repeated: set[int] = set()
    for row, cells in kept:
        earlier = first.setdefault(tuple(cells), row)
        if earlier != row:
            repeated |= {earlier, row}
    rows = tuple(sorted(repeated))
    return [Finding("row_repeated", table.file, table.label, rows=rows)] if rows else []


def _readings(
    column: Column, counts: Counter, texts: tuple[str | None, ...], numbers: list[int]
) -> list[Reading]:
    """Each different text once, as it was read; with its rows where it is at fault."""
    read = {text: text and as_read(column, text) for text in counts}
    faults: dict[str, list[int]] = {}
    classes = {
        t: value_class(t) for t, one in read.items() if one in (None, UNREADABLE)
    }
    for row, text in zip(numbers, texts, strict=True) if classes else ():
        if text in classes:
            faults.setdefault(classes[text], []).append(row)
    at_fault = [
        Reading(
            column, UNREADABLE if kind != "blank" else None, len(rows), kind, (*rows,)
        )
        for kind, rows in faults.items()
    ]
    well_read = Counter()
    for text, count in counts.items():
        if text not in classes:
            well_read[read[text]] += count
    return at_fault + [Reading(column, one, count) for one, count in well_read.items()]


def _filled(cells: list[str | None]) -> int:
    return sum(cell is not None for cell in cells)
