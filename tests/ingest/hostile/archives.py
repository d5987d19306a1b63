"""Workbooks whose zip lies, bursts, leads elsewhere or holds what no data needs."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.ingest.hostile.case import ACCEPT, REFUSE, Case
from tests.workbooks import shared_workbook

SHEET = "xl/worksheets/sheet1.xml"
Parts = dict[str, bytes]


_GOOD: Parts = {}


def parts_of(folder: Path) -> Parts:
    """The parts of a workbook as it should be, made once."""
    if not _GOOD:
        good = shared_workbook(folder / "good.xlsx")
        with zipfile.ZipFile(good) as file:
            _GOOD.update({name: file.read(name) for name in file.namelist()})
        good.unlink()
    return dict(_GOOD)


def write(path: Path, parts: Parts, how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def with_part(folder: Path, name: str, content: bytes) -> Path:
    return write(folder / "a.xlsx", {**parts_of(folder), name: content})


def edited(folder: Path, name: str, old: bytes, new: bytes) -> Path:
    parts = parts_of(folder)
    assert old in parts[name], name
    return write(folder / "a.xlsx", {**parts, name: parts[name].replace(old, new, 1)})


def raw_edited(folder: Path, edit: Callable[[bytes], bytes]) -> Path:
    path = write(folder / "a.xlsx", parts_of(folder))
    path.write_bytes(edit(path.read_bytes()))
    return path


def _in_directory(data: bytes, offset: int, form: str, value: int) -> bytes:
    """The first entry of the central directory with one field changed."""
    made = bytearray(data)
    struct.pack_into(form, made, data.index(b"PK\x01\x02") + offset, value)
    return bytes(made)


def _overlapping(data: bytes) -> bytes:
    """The second entry of the directory points at the first part's place."""
    made = bytearray(data)
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    struct.pack_into(
        "<I", made, second + 42, struct.unpack_from("<I", made, first + 42)[0]
    )
    return bytes(made)


def _quoted_overlap(folder: Path) -> Path:
    """Each part is also inside the part before it, as in the well-known bombs."""
    parts = parts_of(folder)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as file:
        file.writestr("xl/worksheets/sheet9.xml", b"<a/>" * 1000)
    return write(folder / "a.xlsx", {**parts, "xl/more.xml": inner.getvalue()})


def _bomb(folder: Path, megabytes: int, filler: bytes) -> Path:
    parts = parts_of(folder)
    grown = filler * (megabytes * 1_000_000 // len(filler))
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", grown + b"</sheetData>")
    return write(folder / "a.xlsx", parts)


def _twice(folder: Path) -> Path:
    path = write(folder / "a.xlsx", parts_of(folder))
    with zipfile.ZipFile(path, "a") as file:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file.writestr(SHEET, b"<worksheet/>")
    return path


def _linked(folder: Path) -> Path:
    path = write(folder / "a.xlsx", parts_of(folder))
    with zipfile.ZipFile(path, "a") as file:
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return path


def _far(folder: Path, place: bytes, row: bytes) -> Path:
    cell = b'<row r="%s"><c r="%s"><v>1</v></c></row>' % (row, place)
    return edited(folder, SHEET, b"</sheetData>", cell + b"</sheetData>")


def _without(folder: Path, name: str) -> Path:
    parts = parts_of(folder)
    del parts[name]
    return write(folder / "a.xlsx", parts)


def _sliced(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def _false_size(folder: Path) -> Path:
    """A part that unpacks to ten times what directory and header say, checksum right."""
    path = write(folder / "a.xlsx", parts_of(folder))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        part = file.getinfo(SHEET)
        content = file.read(SHEET)
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(SHEET)] != SHEET.encode():
        at = data.index(b"PK\x01\x02", at + 4)
    short = content[: len(content) // 10]
    for place, offset in ((at, 16), (part.header_offset, 14)):
        struct.pack_into("<I", data, place + offset, zlib.crc32(short))
        struct.pack_into("<I", data, place + offset + 8, len(short))
    path.write_bytes(data)
    return path


RELATION = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/relationships/%s" Target="%s"%s/></Relationships>'
)
RELATIONS = "xl/_rels/workbook.xml.rels"


def _related(folder: Path, kind: bytes, target: bytes, more: bytes = b"") -> Path:
    link = RELATION % (kind, target, more)
    return edited(folder, RELATIONS, b"</Relationships>", link)


def cases() -> Iterator[Case]:
    yield Case(
        "a workbook as it should be", ACCEPT, lambda f: shared_workbook(f / "a.xlsx")
    )
    yield Case(
        "a workbook packed without compression",
        ACCEPT,
        lambda f: write(f / "a.xlsx", parts_of(f), zipfile.ZIP_STORED),
    )
    for name, content in {
        "xl/vbaProject.bin": b"\x00macro",
        "xl/macrosheets/sheet1.xml": b"<a/>",
        "xl/externalLinks/externalLink1.xml": b"<a/>",
        "xl/connections.xml": b"<a/>",
        "xl/queryTables/queryTable1.xml": b"<a/>",
        "xl/pivotCache/pivotCacheRecords1.xml": b"<a/>",
        "xl/pivotTables/pivotTable1.xml": b"<a/>",
        "xl/embeddings/oleObject1.bin": b"\x00",
        "xl/activeX/activeX1.xml": b"<a/>",
        "xl/comments1.xml": b"<comments/>",
        "xl/threadedComments/threadedComment1.xml": b"<a/>",
        "xl/revisions/revisionLog1.xml": b"<a/>",
        "customXml/item1.xml": b"<a/>",
        "xl/nested.xml": b"PK\x03\x04nested",
        "xl/media/image1.png": b"\xd0\xcf\x11\xe0 a document",
        "xl/tool.exe": b"MZ",
        "../../etc/cron.xml": b"<a/>",
        "/etc/passwd.xml": b"<a/>",
        "xl\\..\\evil.xml": b"<a/>",
        "C:/evil.xml": b"<a/>",
        "xl/" + "a" * 300 + ".xml": b"<a/>",
        "xl/bad.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "xl/typed.xml": b"<!DOCTYPE a><a/>",
        "xl/entity.xml": b'<!ENTITY b "c"><a/>',
        "xl/sixteen.xml": "<a/>".encode("utf-16"),
        "xl/nul.xml": b"<a>\x00</a>",
    }.items():
        make = partial(with_part, name=name, content=content)
        yield Case(f"a workbook that holds the part {name[:40]}", REFUSE, make)
    for megabytes in (30, 130):
        for what, filler in {
            "blanks": b" " * 1000,
            "rows": b"<row/>" * 100,
            "cells": b'<c r="A1"/>' * 100,
            "comments": b"<!-- -->" * 100,
        }.items():
            make = partial(_bomb, megabytes=megabytes, filler=filler)
            yield Case(f"a sheet of {megabytes} MB of {what}", REFUSE, make)
    for place, row in {
        b"XFD1048576": b"1048576",
        b"ZZZZZZ1": b"1",
        b"A99999999999": b"99999999999",
        b"XFD900000": b"2",
    }.items():
        yield Case(
            f"a cell at {place.decode()}", REFUSE, partial(_far, place=place, row=row)
        )
    edits: dict[str, Callable[[bytes], bytes]] = {
        "size too small in the directory": lambda d: _in_directory(d, 24, "<I", 1),
        "size too large in the directory": lambda d: _in_directory(
            d, 24, "<I", 9_000_000
        ),
        "packed size too large": lambda d: _in_directory(d, 20, "<I", 900_000),
        "another checksum": lambda d: _in_directory(d, 16, "<I", 1),
        "encrypted parts": lambda d: _in_directory(d, 8, "<H", 1),
        "an unknown compression": lambda d: _in_directory(d, 10, "<H", 97),
        "parts on one place": _overlapping,
        "bytes before the first part": lambda d: b"MZ" + b"x" * 500 + d,
        "bytes behind the end": lambda d: d + b"behind" * 100,
        "a second archive behind the end": lambda d: d + d,
        "nothing behind the first half": lambda d: _sliced(d, 0.5),
        "nothing behind nine tenths": lambda d: _sliced(d, 0.9),
        "its last byte missing": lambda d: d[:-1],
        "only its directory": lambda d: b"PK\x03\x04" + d[d.index(b"PK\x01\x02") :],
        "zeroes in its middle": lambda d: d[:400] + bytes(400) + d[800:],
        "another name in a part's header": lambda d: d.replace(
            b"[Content", b"[Kontent", 1
        ),
    }
    for what, edit in edits.items():
        yield Case(f"a workbook with {what}", REFUSE, partial(raw_edited, edit=edit))
    yield Case("a part that unpacks to more than it says", REFUSE, _false_size)
    yield Case("a part under one name twice", REFUSE, _twice)
    yield Case("a part that is a link", REFUSE, _linked)
    yield Case("an archive inside a part", REFUSE, _quoted_overlap)
    yield Case(
        "a workbook of 600 parts",
        REFUSE,
        lambda f: write(
            f / "a.xlsx", parts_of(f) | {f"xl/p{n}.xml": b"<a/>" for n in range(600)}
        ),
    )
    for name in (SHEET, "xl/workbook.xml", "[Content_Types].xml", RELATIONS):
        yield Case(f"a workbook without {name}", REFUSE, partial(_without, name=name))
    for kind, target, more in (
        (b"externalLinkPath", b"file:///other.xlsx", b' TargetMode="External"'),
        (b"image", b"http://example.org/a.png", b' TargetMode="External"'),
        (b"vbaProject", b"harmless.xml", b""),
        (b"customXml", b"harmless.xml", b""),
        (b"comments", b"harmless.xml", b""),
    ):
        make = partial(_related, kind=kind, target=target, more=more)
        yield Case(f"a relationship of kind {kind.decode()}", REFUSE, make)
    yield Case(
        "macros said in the content types alone",
        REFUSE,
        lambda f: edited(
            f, "[Content_Types].xml", b"spreadsheetml.sheet.main", b"macroEnabled.main"
        ),
    )
