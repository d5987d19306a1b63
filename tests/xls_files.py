"""Workbooks of the old format (BIFF8 in a compound file), written by hand for tests.

No program that we may install writes them. One sheet of texts and numbers is all that
an export holds: https://learn.microsoft.com/openspecs/office_file_formats/ms-xls and
ms-cfb say what each record is.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NO_STREAM = 0xFFFFFFFF
LARGE = 4096
"""Streams below this size would have to stand in a stream of small ones."""


def write_xls(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """One sheet: the headings, then the rows."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    path.write_bytes(_compound_file(_workbook(lines)))
    return path


def _workbook(lines: list[list[object]]) -> bytes:
    name = b"Sheet1"
    before = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    end = _record(0x000A, b"")
    bound_bytes = 4 + 4 + 2 + 2 + len(name)
    sheet = len(before) + bound_bytes + len(end)
    bound = struct.pack("<IHBB", sheet, 0, len(name), 0) + name
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    body += b"".join(_cells(lines))
    return before + _record(0x0085, bound) + end + body + end


def _cells(lines: list[list[object]]) -> Iterator[bytes]:
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, int | float):
                yield _record(0x0203, place + struct.pack("<d", cell))
            elif cell is not None:
                text = str(cell)
                shown = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
                yield _record(0x0204, place + shown)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound_file(stream: bytes) -> bytes:
    """The stream "Workbook" behind a header, a table of sectors and a directory."""
    stream = stream.ljust(max(LARGE, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    assert count + 2 <= SECTOR // 4, "one table of sectors holds no more"
    table = [FAT, END, *range(3, count + 2), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, LARGE, END, 0, END, 0),
    )
    header += struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, 1, END, 0)
    directory += _entry("Workbook", 2, NO_STREAM, 2, len(stream))
    directory += 2 * _entry("", 0, NO_STREAM, 0, 0)
    return header + struct.pack(f"<{SECTOR // 4}I", *table) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    named = (name + "\0").encode("utf-16-le") if name else b""
    return struct.pack(
        "<64sHBBIII16xI16xIQ",
        *(named, len(named), kind, 1, NO_STREAM, NO_STREAM, child, 0, start, length),
    )
