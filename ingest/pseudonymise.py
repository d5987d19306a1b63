"""The borough's own side: a raw return in, a notice-safe one out, in the same format.

Ids become keyed pseudonyms, births months, postcodes sectors, ages whole years; columns
and lists that the privacy notice does not name are left behind. Rows are never dropped
from a list that is written: rows in = rows out + rows of lists left behind.
"""

import csv
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ingest.census import read_cin_census, rewrite_cin_census
from ingest.collector import collector_paused
from ingest.dates import read_date
from ingest.errors import SubmissionError, UnreadableFile
from ingest.expectations import UNREADABLE
from ingest.findings import Finding
from ingest.grids import Grid, grid_of
from ingest.identifiers import shown_name
from ingest.landing_cells import landing_text
from ingest.layout import Column, elements_of, forms
from ingest.privacy import identifying_findings, name_findings
from ingest.pseudonyms import borough_pseudonym, canonical_id
from ingest.readers import read
from ingest.recognition import Sheet, recognise, recognise_module, sheet_label
from ingest.sidecar import write_sidecar
from liia import __version__
from liia.keys import Key


@dataclass
class ListCount:
    """What became of the rows of one sheet."""

    label: str
    rows_in: int
    rows_out: int
    columns_left_out: int
    cells_blanked: dict[str, int] = field(default_factory=dict)
    """Field to cells that could not be read, and so could not be made safe."""


@dataclass
class Pseudonymised:
    """One file written."""

    source: Path
    written: Path | None
    """None when nothing of the file may be shared."""
    lists: list[ListCount]


class UnsafeToShare(SubmissionError):
    """A file that cannot be made safe; nothing of it was written."""

    def __init__(self, path: Path, findings: list[Finding]):
        self.findings = findings
        super().__init__(
            f"{shown_name(path)} was not written: it cannot be made safe as it is."
        )


@collector_paused()
def pseudonymise(path: Path, key: Key, out: Path) -> Pseudonymised:
    """Write the notice-safe twin of `path` into `out`, and speak of it in the sidecar.

    Raises UnreadableFile as the readers do; UnsafeToShare when an id is spoilt, a field
    stands twice, or a column that is kept holds an identifier: places only, no value.
    """
    target = out / path.name
    if target.resolve() == path.resolve():
        raise SubmissionError("--out is the folder of the raw file. Choose another.")
    if unsafe := name_findings([path], []):
        raise UnsafeToShare(path, unsafe)
    if path.suffix.lower() == ".xml":
        counts = _census_twin(path, target, key)
    else:
        counts = _tabular_twin(path, target, key)
    if not any(count.rows_out for count in counts):
        return Pseudonymised(path, None, counts)
    if path.suffix.lower() == ".xls":
        target = target.with_suffix(".xlsx")
    lists = {c.label: {"rows_in": c.rows_in, "rows_out": c.rows_out} for c in counts}
    write_sidecar(out, target, key.fingerprint, __version__, lists)
    return Pseudonymised(path, target, counts)


def _tabular_twin(path: Path, target: Path, key: Key) -> list[ListCount]:
    """Write the twin of a workbook or a csv file; what became of each sheet."""
    unsafe: list[Finding] = []
    made: list[tuple[Sheet, Grid]] = []
    counts: list[ListCount] = []
    for grid in read(path):
        if grid.broken:
            raise UnreadableFile(
                f"{shown_name(path)} is not readable as csv on line {grid.broken[0]}. "
                "Look for a quotation mark out of place there."
            )
        sheet = recognise(grid)
        if sheet and sheet.form.table_name:
            safe, count, found = _safe_twin(sheet, key)
            unsafe += found or identifying_findings(safe, recognise(safe))
            made.append((sheet, safe))
            counts.append(count)
        elif grid.numbers:
            rows = len(sheet.numbers if sheet else grid.numbers)
            label, width = sheet_label(grid, sheet), len(grid.columns)
            counts.append(ListCount(label, rows, 0, width))
    held = Counter(sheet.form for sheet, _ in made)
    unsafe += [
        Finding("list_twice", shown_name(path), sheet_label(sheet.grid, sheet))
        for sheet, _ in made
        if held[sheet.form] > 1
    ]
    if unsafe:
        raise UnsafeToShare(path, unsafe)
    if made:
        target.parent.mkdir(parents=True, exist_ok=True)
        is_workbook = path.suffix.lower() in (".xlsx", ".xls")
        partial = target.with_name(f".{target.stem}.part{target.suffix}")
        try:
            (_write_workbook if is_workbook else _write_csv)(partial, made)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        written = target.with_suffix(".xlsx") if is_workbook else target
        os.replace(partial, written)
    return counts


def _census_twin(path: Path, target: Path, key: Key) -> list[ListCount]:
    """Write the twin of a CIN census, and read it again through the privacy gate."""
    fields = {
        form.label: {
            element: column
            for column in form.columns
            for element in elements_of("cin_census", column.source_field)
        }
        for form in forms("cin_census")
        if form.table_name
    }
    made: dict[tuple[str, str], str | None] = {}
    spoilt: Counter[str] = Counter()

    def safe(module: str, element: str, text: str) -> str | None:
        column = fields[module][element]
        if (column.type, text) not in made:
            (made[column.type, text],) = _safe_cells(column, [text], key)
        safe_text = made[column.type, text]
        if safe_text is None and column.type == "pseudonym":
            spoilt[module] += 1
        return safe_text

    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.stem}.part.xml")
    counts = rewrite_cin_census(path, partial, safe, fields)
    unsafe = [
        Finding("raw_child_id", shown_name(path), module, "LAchildID")
        for module in spoilt
    ]
    for grid in read_cin_census(partial).grids:
        unsafe += identifying_findings(grid, recognise_module(grid))
    if unsafe:
        partial.unlink()
        raise UnsafeToShare(path, unsafe)
    os.replace(partial, target)
    return [
        ListCount(
            module,
            count.rows_in,
            count.rows_out,
            count.elements_left_out,
            count.cells_blanked,
        )
        for module, count in counts.items()
    ]


def _safe_twin(sheet: Sheet, key: Key) -> tuple[Grid, ListCount, list[Finding]]:
    """The sheet with only what the notice lists, each cell made safe."""
    label, file = sheet_label(sheet.grid, sheet), shown_name(sheet.grid.file)
    kept = [
        (position, column)
        for column in sheet.form.columns
        for position, name in sheet.fields.items()
        if name == column.source_field
    ]
    count = ListCount(
        label,
        len(sheet.numbers),
        len(sheet.numbers),
        sum(1 for heading in sheet.headings if heading) - len(kept),
    )
    unsafe = []
    columns: list[list[str | None]] = []
    names: set[str] = set()
    for position, column in kept:
        if column.source_field in names:
            unsafe.append(Finding("field_twice", file, label, column.source_field))
        names.add(column.source_field)
        cells = sheet.texts(position)
        safe = _safe_cells(column, cells, key)
        spoilt = [
            index
            for index, (cell, made) in enumerate(zip(cells, safe, strict=True))
            if cell and not made
        ]
        if spoilt and column.type == "pseudonym":
            rows = tuple(sheet.numbers[index] for index in spoilt)
            unsafe.append(
                Finding("raw_child_id", file, label, column.source_field, rows)
            )
        elif spoilt:
            count.cells_blanked[column.source_field] = len(spoilt)
        columns.append(safe)
    headings = [column.source_field for _, column in kept]
    body = zip(*columns, strict=True) if columns else ()
    rows = [(1, headings), *zip(sheet.numbers, map(list, body), strict=True)]
    grid = sheet.grid
    return grid_of(grid.file, grid.position, grid.name, rows), count, unsafe


def _safe_cells(column: Column, cells: list[str | None], key: Key) -> list[str | None]:
    made = {text: _safe_cell(column, text, key) for text in set(cells) if text}
    return [made.get(text) if text else None for text in cells]


def _safe_cell(column: Column, text: str, key: Key) -> str | None:
    """A cell as it may be shared: what the door would find unreadable is not sent."""
    if column.type == "pseudonym":
        return _pseudonym(text, key)
    if column.type == "integer":
        return _safe_age(text) if column.name == "age_years" else _whole_number(text)
    safe = landing_text(column, text)
    return None if safe == UNREADABLE else safe


_NOBODY = re.compile(
    r"unknown|not known|n/?a|nil|none|null|nan|tbc|(grand )?total|[-?.x0 ]*",
    re.IGNORECASE,
)
"""What stands where an id is missing: two such rows are not one child."""


def _pseudonym(text: str, key: Key) -> str | None:
    local_id = canonical_id(text)
    if local_id is None or _NOBODY.fullmatch(local_id):
        return None
    return borough_pseudonym(key.secret, local_id)


def _safe_age(text: str) -> str | None:
    """Completed years: 6.138 years gives the day of birth. Months are under two years
    of age in all that boroughs send; what is no age is not passed on.
    """
    months = re.fullmatch(r"(\d{1,2}) ?m(on)?ths?", text, re.IGNORECASE)
    if months:
        return str(int(months[1]) // 12)
    if re.fullmatch(r"<\s*1|unborn", text, re.IGNORECASE):
        return "0"
    return _whole_number(text, 99)


def _whole_number(text: str, largest: int = 9999) -> str | None:
    """A count as digits, or None when it is none: it could be anything."""
    if not re.fullmatch(r"\d{1,6}(\.\d*)?", text) or not text.isascii():
        return None
    number = int(text.partition(".")[0])
    return str(number) if number <= largest else None


def _write_workbook(path: Path, made: list[tuple[Sheet, Grid]]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        day_form = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for sheet, grid in made:
            # A sheet named after a child would outlive everything done to its cells.
            written = workbook.add_worksheet(f"List {sheet.form.position}")
            types = {column.source_field: column.type for column in sheet.form.columns}
            kinds = [types[name] for name in grid.head[0][1]]
            for row, (_, cells) in enumerate(grid.rows):
                for position, text in enumerate(cells):
                    if text is None:
                        continue
                    day = (
                        read_date(text)
                        if kinds[position] in ("date", "month")
                        else None
                    )
                    if row and day:
                        written.write_datetime(row, position, day, day_form)
                    elif (
                        row
                        and kinds[position] == "integer"
                        and text.isascii()
                        and text.isdecimal()
                    ):
                        written.write_number(row, position, int(text))
                    else:
                        written.write_string(row, position, text)


def _write_csv(path: Path, made: list[tuple[Sheet, Grid]]) -> None:
    ((sheet, grid),) = made
    months = {c.source_field for c in sheet.form.columns if c.type == "month"}
    births = [i for i, name in enumerate(grid.head[0][1]) if name in months]
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        for _, cells in grid.rows:
            for position in births:
                if day := read_date(cells[position] or ""):
                    cells[position] = f"{day:%d/%m/%Y}"
            lines.writerow(cells)
