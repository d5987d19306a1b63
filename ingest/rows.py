"""The rows of a sheet: which may land, and what is said of the others."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import compress

from ingest.expectations import UNREADABLE, Reading
from ingest.findings import Finding, value_class
from ingest.grids import Texts
from ingest.identifiers import shown_name
from ingest.landing_cells import READ_TYPES, as_read, landing_text
from ingest.layout import Column
from ingest.recognition import FEWEST_HEADINGS, Sheet, sheet_label


@dataclass(frozen=True)
class Coded:
    """The cells of a column: each different text once, and of each row the place of its
    text. A million rows of a few days are so a million small numbers.
    """

    texts: Texts
    places: array

    def __iter__(self) -> Iterator[str | None]:
        return map(self.texts.__getitem__, self.places)

    def at(self, rows: Iterable[int]) -> "Coded":
        """The cells of these rows."""
        return Coded(self.texts, array("i", map(self.places.__getitem__, rows)))


@dataclass(frozen=True)
class AcceptedTable:
    """The rows of one form that may land, column by column."""

    name: str
    """Landing table, such as child_protection."""
    columns: dict[str, Coded]
    """Warehouse column to its cells."""
    source_rows: array
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
    form, numbers = sheet.form, _told_apart(sheet.numbers)
    above = [row for row, cells in sheet.above if _filled(cells) >= FEWEST_HEADINGS]
    rejected = _rejected(sheet)
    turned_away = dict.fromkeys(above, "rows_above_headings")
    turned_away |= dict.fromkeys(sheet.grid.broken, "unparseable_row")
    turned_away |= {numbers[index]: rule for index, rule in rejected.items()}
    findings = _row_findings(sheet, turned_away)
    table = None
    if form.table_name:
        is_kept = [index not in rejected for index in range(len(numbers))]
        table = _accepted(sheet, list(compress(numbers, is_kept)), is_kept)
        findings += _repeated(sheet, table, is_kept)
    read = len(numbers) + len(above) + len(sheet.grid.broken)
    landed = len(numbers) - len(rejected)
    by_rule = dict(Counter(turned_away.values()))
    return table, Tally(form.label, form.table_name, read, landed, by_rule), findings


def _told_apart(numbers: list[int]) -> list[int]:
    """Numbers that tell the rows apart. Records of a census may start on one line; then
    they are counted instead.
    """
    is_good = len(set(numbers)) == len(numbers)
    return numbers if is_good else list(range(1, len(numbers) + 1))


def unknown_rows(label: str, rows: int) -> Tally:
    """The tally of a sheet that is no list: read, and none of it landed."""
    return Tally(label, None, rows, 0, {"unknown_sheet": rows})


def _rejected(sheet: Sheet) -> dict[int, str]:
    """The place of each row under the headings that may not land, to the rule."""
    rows = range(len(sheet.numbers))
    if sheet.form.table_name is None:
        return dict.fromkeys(rows, "not_in_notice")
    position = sheet.position_of(sheet.form.id_field)
    ids = sheet.texts(position) if position is not None else [None] * len(rows)
    found = {index: "empty_child_id" for index in rows if not ids[index]}
    if sheet.grid.file.suffix.lower() not in (".xlsx", ".xls", ".xml"):
        # In text, a cell too many means that all after some comma are misplaced.
        for beyond in range(len(sheet.headings), len(sheet.grid.columns)):
            texts = sheet.texts(beyond)
            found |= {index: "ragged_row" for index in rows if texts[index]}
    return found


def _row_findings(sheet: Sheet, turned_away: dict[int, str]) -> list[Finding]:
    file, label = shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
    by_rule: dict[str, list[int]] = {}
    for row, rule in turned_away.items():
        by_rule.setdefault(rule, []).append(row)
    return [
        Finding(rule, file, label, rows=tuple(sorted(rows)))
        for rule, rows in by_rule.items()
    ]


def _accepted(sheet: Sheet, numbers: list[int], is_kept: list[bool]) -> AcceptedTable:
    columns, readings = {}, []
    for column in sheet.form.columns:
        position = sheet.position_of(column.source_field)
        if position is None:
            columns[column.name] = Coded([None], array("i", [0]) * len(numbers))
            continue
        texts = list(compress(sheet.texts(position), is_kept))
        counts = Counter(texts)
        place = {text: number for number, text in enumerate(counts)}
        columns[column.name] = Coded(
            [text and landing_text(column, text) for text in counts],
            array("i", map(place.__getitem__, texts)),
        )
        if column.type in READ_TYPES:
            readings += _readings(column, counts, texts, numbers)
    file, label = shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
    rows = array("i", numbers)
    return AcceptedTable(sheet.form.table_name, columns, rows, readings, file, label)


def _repeated(sheet: Sheet, table: AcceptedTable, is_kept: list[bool]) -> list[Finding]:
    """Rows that stand more than once, cell by cell, the first of them too."""
    columns = [sheet.texts(position) for position in range(len(sheet.grid.columns))]

    def kept() -> Iterator[tuple[str | None, ...]]:
        return compress(zip(*columns, strict=True), is_kept)

    # Mostly all are different, and their hashes say so without keeping them.
    if len(set(map(hash, kept()))) == len(table.source_rows):
        return []
    times = Counter(kept())
    both = zip(table.source_rows, kept(), strict=True)
    rows = tuple(sorted(row for row, cells in both if times[cells] > 1))
    return [Finding("row_repeated", table.file, table.label, rows=rows)] if rows else []


def _readings(
    column: Column, counts: Counter, texts: Texts, numbers: list[int]
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
