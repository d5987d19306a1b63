"""Files into grids of text, with the row numbers that a spreadsheet shows.

A cell is its own text, trimmed; an empty cell is None; a blank row is left out. Nothing
is interpreted but what a format stores as something else than text: a date cell becomes
YYYY-MM-DD, a whole number loses its ".0".
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.identifiers import shown_name

Row = tuple[int, list[str | None]]
"""The row number as a spreadsheet shows it (the first is 1), and its cells."""

LARGEST_FILE_BYTES = 100_000_000
LARGEST_INFLATED_BYTES = 1_000_000_000
MOST_PARTS = 500
MOST_CELLS = 30_000_000
"""Cells of one sheet, empty ones too: 700,000 rows of the widest list."""
MOST_BROKEN = 100
"""Lines of a csv file that are no row, before nobody reads on."""
LARGEST_CELL = 32_767
"""Characters a spreadsheet allows in a cell."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Grid:
    """One sheet of a workbook, or one csv file."""

    file: Path
    position: int
    """1 for the first sheet."""
    name: str
    """The sheet's name as in the file; shown only when it is one we know."""
    rows: list[Row]
    broken: tuple[int, ...] = ()
    """Lines of a csv file that are no row: a quotation mark out of place."""


def read(path: Path) -> list[Grid]:
    """Every sheet of a workbook, hidden ones too, or the one grid of a csv file.

    Raises UnreadableFile when the file is too large, is not a regular file, or is not
    what its name says.
    """
    if path.is_symlink() or not path.is_file():
        raise UnreadableFile(
            f"{shown_name(path)} is not a regular file. Send the file itself."
        )
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise UnreadableFile(
            f"{shown_name(path)} is larger than {LARGEST_FILE_BYTES // 1_000_000} MB. "
            "Send one extract in one file."
        )
    with path.open("rb") as file:
        magic = file.read(4)
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xls"):
        if magic != (ZIP if suffix == ".xlsx" else OLE):
            raise UnreadableFile(
                f"{shown_name(path)} is not a {suffix[1:]} workbook, whatever its name says. "
                "Save it again from the spreadsheet program."
            )
        return _read_workbook(path)
    if suffix in (".csv", ".tsv", ".txt"):
        if magic in (ZIP, OLE) or magic[:2] == b"\x1f\x8b":
            raise UnreadableFile(
                f"{shown_name(path)} is not text. Save it as csv and send it."
            )
        return [_read_csv(path)]
    raise UnreadableFile(
        f"{shown_name(path)} has an ending that no return has. "
        "Send Annex A as one .xlsx workbook, or as one .csv for each list."
    )


def _read_workbook(path: Path) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    _refuse_enormous(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        return [
            Grid(path, position, name, list(_sheet_rows(workbook, name)))
            for position, name in enumerate(workbook.sheet_names, start=1)
        ]
    except CalamineError:
        # The library's own text may quote a cell.
        raise UnreadableFile(
            f"{shown_name(path)} cannot be opened as a workbook; it may be cut short or locked "
            "with a password. Save it again and send it."
        ) from None


def _refuse_enormous(path: Path) -> None:
    """Refuse a workbook that would inflate past all memory.

    The reader lays a sheet out whole, from its first cell to its farthest: one stray
    cell in the last corner would ask for half a terabyte, and end the process.
    """
    if path.suffix.lower() != ".xlsx":
        return
    try:
        with zipfile.ZipFile(path) as parts:
            inflated = sum(part.file_size for part in parts.infolist())
            sheets = [n for n in parts.namelist() if n.lower().endswith(".xml")]
            if len(parts.namelist()) > MOST_PARTS or inflated > LARGEST_INFLATED_BYTES:
                raise UnreadableFile(
                    f"{shown_name(path)} would inflate to more than any extract holds. "
                    "Save it again with the lists alone."
                )
            cells = max((_area(parts, name) for name in sheets), default=0)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise UnreadableFile(
            f"{shown_name(path)} cannot be opened as a workbook; it may be cut short or "
            "locked with a password. Save it again and send it."
        ) from None
    if cells > MOST_CELLS:
        raise UnreadableFile(
            f"{shown_name(path)} has a cell far outside its table. Delete the rows and "
            "columns beyond the table, save it again and send it."
        )


def _area(parts: zipfile.ZipFile, name: str) -> int:
    """Cells from the first to the farthest that a sheet names."""
    rows, columns, rest = 1, 1, b""
    with parts.open(name) as file:
        while chunk := file.read(1 << 20):
            for letters, digits in set(_CELL.findall(rest + chunk)):
                rows = max(rows, int(digits[:10]))
                place = 0
                for letter in letters.upper()[:8]:
                    place = place * 26 + letter - 64
                columns = max(columns, place)
            rest = chunk[-40:]
    return rows * columns


_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")


def _sheet_rows(workbook, name: str) -> Iterable[Row]:
    sheet = workbook.get_sheet_by_name(name)
    first_row, first_column = sheet.start or (0, 0)
    padding = [None] * first_column
    for number, cells in enumerate(sheet.to_python(), start=first_row + 1):
        texts = padding + [_cell_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _cell_text(cell: object) -> str | None:
    if isinstance(cell, float):
        if abs(cell) >= 1e15:
            return f"{cell:.5e}"  # A spreadsheet keeps 15 digits: what it was is lost.
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == datetime.min.time()
        return (
            cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
        )
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip() or None


def _read_csv(path: Path) -> Grid:
    """Rows by the line they start on. A line that is no row is left out and told; those
    after it are read: a quotation mark that nobody closed must not swallow them.
    """
    lines = io.StringIO(_decoded(path), newline="").readlines()
    delimiter = max(",;\t", key=(lines[0] if lines else "").count)
    rows: list[Row] = []
    broken: list[int] = []
    start = 0
    while start < len(lines):
        reader = csv.reader(
            islice(lines, start, None), delimiter=delimiter, strict=True
        )
        ended = 0
        try:
            for cells in reader:
                texts = [cell.strip() or None for cell in cells]
                if any(texts):
                    rows.append((start + ended + 1, texts))
                ended = reader.line_num
            break
        except csv.Error:
            broken.append(start + ended + 1)
            start += ended + 1
        if len(broken) > MOST_BROKEN:
            raise UnreadableFile(
                f"{shown_name(path)} has over {MOST_BROKEN} lines that are not readable "
                f"as csv, the first on line {broken[0]}. Look for unclosed quotation marks."
            )
    return Grid(path, 1, path.stem, rows, tuple(broken))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(
            f"{shown_name(path)} holds NUL bytes. Save it again as csv."
        )
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ()
    for encoding in (*encodings, "utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        f"{shown_name(path)} is neither UTF-8 nor Windows text. Save as UTF-8."
    )
