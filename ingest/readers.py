"""Files into grids of text, with the row numbers that a spreadsheet shows.

Nothing is interpreted but what a format stores as something else than text: a date cell
becomes YYYY-MM-DD, a whole number loses its ".0".
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.grids import Grid, Row, grid_of
from ingest.identifiers import shown_name
from ingest.limits import limits
from ingest.workbook_parts import Aside, beside_cells, strings_of

MOST_BROKEN = 100
"""Lines of a csv file that are no row, before nobody reads on."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read(path: Path) -> list[Grid]:
    """Every sheet of a workbook, hidden ones too, or the one grid of a csv file.

    Raises UnreadableFile, as `read_whole` does.
    """
    return [grid for grid in read_whole(path) if not grid.beside]


def read_whole(path: Path) -> list[Grid]:
    """What `read` gives, then what a workbook holds beside its cells, by its place.

    Raises UnreadableFile when the file is too large, is not a regular file, or is not
    what its name says.
    """
    if path.is_symlink() or not path.is_file():
        raise UnreadableFile(
            f"{shown_name(path)} is not a regular file. Send the file itself."
        )
    if path.stat().st_size > limits().file_mb * 1_000_000:
        raise UnreadableFile(
            f"{shown_name(path)} is larger than {limits().file_mb} MB. "
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
        return _read_csv(path)
    raise UnreadableFile(
        f"{shown_name(path)} has an ending that no return has. "
        "Send Annex A as one .xlsx workbook, or as one .csv for each list."
    )


def _read_workbook(path: Path) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    # Before the reader opens it: one stray cell in the last corner would ask it for half
    # a terabyte, and end the process.
    is_zip = path.suffix.lower() == ".xlsx"
    asides, from_1904 = beside_cells(path) if is_zip else (_texts_of_xls(path), False)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        grids = [
            grid_of(path, position, name, rows, counts_from_1904=from_1904)
            for position, name in enumerate(workbook.sheet_names, start=1)
            for rows in [list(_sheet_rows(path, workbook, name))]
        ]
    except CalamineError:
        # The library's own text may quote a cell.
        raise UnreadableFile(
            f"{shown_name(path)} cannot be opened as a workbook; it may be cut short or locked "
            "with a password. Save it again and send it."
        ) from None
    in_cells = {text for grid in grids for texts in grid.columns for text in texts}
    for aside in asides:
        rows = [
            (n, [text]) for n, text in enumerate(aside.texts) if text not in in_cells
        ]
        grids.append(grid_of(path, 0, "", rows, beside=aside.place))
    return grids


def _texts_of_xls(path: Path) -> list[Aside]:
    """The strings of a workbook of the old format, whatever part of it they stand in."""
    content = path.read_bytes()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnreadableFile(
            f"{shown_name(path)} holds macros, which no file of data needs. Save the "
            "lists alone into a new .xlsx workbook and send that."
        )
    return [Aside("somewhere in the workbook", list(strings_of(content)))]


def _sheet_rows(path: Path, workbook, name: str) -> Iterable[Row]:
    sheet = workbook.get_sheet_by_name(name)
    first_row, first_column = sheet.start or (0, 0)
    padding = [None] * first_column
    for number, cells in enumerate(sheet.to_python(), start=first_row + 1):
        texts = padding + [_cell_text(cell) for cell in cells]
        if any(texts):
            _hold_to_width(path, texts)
            yield number, texts


def _cell_text(cell: object) -> str | None:
    if isinstance(cell, str):
        return cell.strip() or None
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


def _read_csv(path: Path) -> list[Grid]:
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
                    _hold_to_width(path, texts)
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
    grid = grid_of(path, 1, path.stem, rows, broken=tuple(broken))
    # Left out, and searched all the same.
    texts = [(line, [lines[line - 1].strip() or None]) for line in broken]
    return [grid, grid_of(path, 0, "", texts, beside="lines that are no row")]


def _hold_to_width(path: Path, texts: list[str | None]) -> None:
    """Refuse a row that is filled past any list's width; cut off what is empty there."""
    if any(texts[limits().columns :]):
        raise UnreadableFile(
            f"{shown_name(path)} has a row of more than {limits().columns:,} cells; no list "
            "is so wide. Look for line ends that were lost, or a cell far from the table."
        )
    del texts[limits().columns :]


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    encodings = ["utf-8-sig"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif not data.startswith(b"\xef\xbb\xbf") and not _UTF8_LETTER.search(data):
        encodings.append("cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise UnreadableFile(
                f"{shown_name(path)} holds NUL bytes. Save it again as csv."
            )
        return text
    raise UnreadableFile(
        f"{shown_name(path)} is neither UTF-8 nor Windows text, or mixes the two. Save it "
        "as UTF-8."
    )


_UTF8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")
"""An accented letter as UTF-8 writes it: a file that has one is no Windows text."""
