"""What a workbook holds beside its cells: what refuses it, and text for the gate to search.

A reader of cells sees few of the places where text can stand. Comments, page headers,
defined names, properties, formulas, orphan strings and the marks of XML itself are
gathered here by the part they stand in; what a workbook of data never needs (macros,
links to other files, embedded files, pivot tables, comments) refuses it.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.archive import Archive
from ingest.errors import UnreadableFile
from ingest.identifiers import FEWEST_CHARACTERS, shown_name
from ingest.limits import limits

NEVER_NEEDED = {
    "vbaproject": "macros",
    "xl/macrosheets": "macros",
    "xl/dialogsheets": "macros",
    "xl/externallinks": "links to other workbooks",
    "xl/connections": "connections to databases",
    "xl/querytables": "connections to databases",
    "xl/pivot": "pivot tables, which keep a copy of their data",
    "xl/slicer": "pivot tables, which keep a copy of their data",
    "xl/model": "pivot tables, which keep a copy of their data",
    "xl/embeddings": "embedded files",
    "xl/activex": "controls",
    "xl/ctrlprops": "controls",
    "xl/comments": "comments on cells",
    "xl/threadedcomments": "comments on cells",
    "xl/revisions": "a history of changes",
    "customxml": "attached documents (custom XML)",
}
"""How the name of a part begins, or is, and what messages call it."""
PLACES = {
    "docprops": "the document's properties",
    "docmetadata": "the document's properties",
    "xl/sharedstrings": "the workbook's strings",
    "xl/workbook": "names defined in the workbook",
    "xl/worksheets": "outside the cells of a sheet",
    "xl/drawings": "drawings and text boxes",
    "xl/charts": "charts",
    "xl/tables": "tables",
    "xl/persons": "the list of those who commented",
}
XML_PARTS = (".xml", ".rels", ".vml")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".svg", ".tiff")
OTHER_ARCHIVES = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)
_CELL = rb"""<(?:\w+:)?c(?: r="|\s[^>]*?\br\s*=\s*["'])"""
_COLUMN_OF_CELL = re.compile(_CELL + rb"([A-Za-z]+)")
_ROW_OF_CELL = re.compile(_CELL + rb"[A-Za-z]+([0-9]+)")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["']([0-9]+)["']""")
_PLAIN_CELLS = re.compile(
    rb"</?row(?: (?:r|spans|ht|customHeight|s|customFormat|hidden|collapsed|outlineLevel"
    rb'|thickBot|thickTop|x14ac:dyDescent)="[0-9A-Za-z:. ]{0,24}")*/?>'
    rb'|<c(?: (?:r|s|t|cm|vm)="[0-9A-Za-z]{0,12}")*(?:/>|>'
    rb"(?:<v>[^<]*</v>|<is><t(?: xml:space=\"preserve\")?>[^<]*</t></is>)?</c>)"
)
"""Markup of a sheet that holds nothing but what the reader of cells reads."""
_RUNS = re.compile(
    r"</(?:\w+:)?t>\s*</(?:\w+:)?r>\s*<(?:\w+:)?r>(?:<(?:\w+:)?rPr.{0,2000}?</(?:\w+:)?rPr>"
    r")?\s*<(?:\w+:)?t(?: [^>]{0,60})?>|<!\[CDATA\[|\]\]>",
    re.DOTALL,
)
"""Where text goes on although the markup is interrupted."""
_PAGE_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z])')
"""Fonts and positions in a page header: &L&"Arial,Bold"&12."""
_EXTERNAL = re.compile(rb"""TargetMode\s*=\s*["']External["']""", re.IGNORECASE)
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_KIND_NEVER_NEEDED = re.compile(
    rb"/(comments|threadedComment|vbaProject|oleObject|package|activeX\w*|control|"
    rb"externalLink\w*|connections|queryTable|customXml|pivot\w+|attachedTemplate|"
    rb"xlMacrosheet|xlIntlMacrosheet|revision\w+)[\"']"
)
"""Of a relationship: a part may have any name, its kind has one."""
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']*)["']""")
_FROM_1904 = re.compile(
    rb"""<(?:\w+:)?workbookPr\s[^>]*?\bdate1904\s*=\s*["'](?:1|true)["']"""
)


@dataclass(frozen=True)
class Aside:
    """Texts of one kind of place outside the cells."""

    place: str
    texts: list[str]


def beside_cells(path: Path) -> tuple[list[Aside], bool]:
    """Every different text of the workbook that no reader of cells sees, by its place;
    and whether the workbook counts its days from 1904.

    Raises UnreadableFile for an archive that lies or would not end, and for what a
    workbook of data never holds. The whole of this is done before a reader opens it.
    """
    archive = Archive(path)
    found: dict[str, dict[str, None]] = {}
    targets: set[str] = set()
    cells, from_1904 = 0, False
    for name, content in archive.texts():
        _refuse_what_is_never_needed(archive, name, content)
        if name.endswith("/") or name.lower().endswith(PICTURES):
            continue
        place = _place(name)
        if name.lower().endswith(".bin"):
            found.setdefault(place, {}).update(dict.fromkeys(strings_of(content)))
            continue
        _refuse_hostile_xml(archive, content)
        if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
            cells += _area(content)
            content = _PLAIN_CELLS.sub(b"", content)
        if name == "xl/_rels/workbook.xml.rels":
            targets = _sheet_targets(content)
        if name.lower() == "xl/workbook.xml":
            from_1904 = bool(_FROM_1904.search(content))
        found.setdefault(place, {}).update(dict.fromkeys(_texts(content)))
    if cells > limits().cells:
        raise UnreadableFile(
            f"{shown_name(path)} has a cell far outside its table. Delete the rows and "
            "columns beyond the table, save it again and send it."
        )
    names = {part.filename.lower() for part in archive.parts}
    if not targets or not {"[content_types].xml", "xl/workbook.xml"} <= names:
        raise archive.cannot_be_opened()
    if not targets <= names:
        raise archive.refusal("names a sheet that it does not hold")
    found["the names of its parts"] = dict.fromkeys(
        part.filename for part in archive.parts
    )
    return [Aside(place, list(texts)) for place, texts in found.items()], from_1904


def _refuse_what_is_never_needed(archive: Archive, name: str, content: bytes) -> None:
    lower = name.lower()
    for beginning, what in NEVER_NEEDED.items():
        if lower.startswith(beginning) or PurePosixPath(lower).name.startswith(
            beginning
        ):
            raise archive.refusal(f"holds {what}, which no file of data needs")
    if content.startswith(OTHER_ARCHIVES):
        raise archive.refusal("holds another archive or document inside")
    is_known = lower.endswith((*XML_PARTS, *PICTURES, "/"))
    if not is_known and not lower.startswith("xl/printersettings/"):
        raise archive.refusal("holds a part that no workbook of data has")
    if lower == "[content_types].xml" and b"macroEnabled" in content:
        raise archive.refusal("holds macros, which no file of data needs")
    if lower.endswith(".rels"):
        for link in _RELATIONSHIP.findall(content):
            if kind := _KIND_NEVER_NEEDED.search(link):
                what = kind[1].decode("ascii")
                raise archive.refusal(f"holds what no file of data needs ({what})")
            if _EXTERNAL.search(link) and b"/hyperlink" not in link:
                raise archive.refusal("holds links to other files")


def _refuse_hostile_xml(archive: Archive, content: bytes) -> None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise archive.refusal("holds XML in an encoding that spreadsheets do not use")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise archive.refusal("holds a document type (DOCTYPE) or declares entities")


def _sheet_targets(content: bytes) -> set[str]:
    """The parts that the workbook says its sheets are."""
    found = set()
    for link in _RELATIONSHIP.findall(content):
        target = _TARGET.search(link)
        if target and re.search(rb"/(work|chart)sheet[\"']", link):
            text = target[1].decode("utf-8", "replace").lower()
            found.add(text[1:] if text.startswith("/") else f"xl/{text}")
    return found


def _area(content: bytes) -> int:
    """Cells from the first to the farthest that a sheet names: a reader lays out all."""
    numbers = {b"1", *_ROW.findall(content), *_ROW_OF_CELL.findall(content)}
    rows = max(int(digits[:10]) for digits in numbers)
    columns = 1
    for letters in set(_COLUMN_OF_CELL.findall(content)):
        place = 0
        for letter in letters.upper()[:8]:
            place = place * 26 + letter - 64
        columns = max(columns, place)
    return rows * columns


def _place(name: str) -> str:
    lower = name.lower()
    return next(
        (place for start, place in PLACES.items() if lower.startswith(start)),
        "the workbook's own parts",
    )


def _texts(content: bytes) -> Iterator[str]:
    """Text, attributes and comments alike: what stands between the marks of XML."""
    text = _RUNS.sub("", content.decode("utf-8", "replace"))
    for piece in set(re.split(r"[<>\"']", text)):
        if len(piece) >= FEWEST_CHARACTERS and re.search(r"[0-9@]", piece):
            plain = html.unescape(piece).strip()
            yield plain
            if "&" in plain:
                yield _PAGE_CODES.sub(" ", plain)


_STRINGS = re.compile(rb"[\x20-\x7e]{5,4000}|(?:[\x20-\x7e]\x00){5,4000}")


def strings_of(content: bytes) -> Iterator[str]:
    """The printable runs of a binary part, in one byte a character or in two."""
    for found in set(_STRINGS.findall(content)):
        yield found.replace(b"\x00", b"").decode("ascii")
