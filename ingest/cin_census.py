"""The CIN census, one XML file per borough and year, into grids; and its safe twin.

A record is an element below Child that holds other elements: a grid per module, named
by its element, a row per record, numbered by the line on which the record starts.
Records carry the keys of what they stand in: LAchildID; CINreferralDate of their
referral; CPPstartDate, for Reviews, of their plan. The conference date of CINdetails
and that of Section47 are two facts under one name, and stay each in its own grid.

Text is trimmed and nothing is interpreted; an element empty or absent is None; one that
repeats in a record is joined with ";", but each CPPreviewDate makes a row of its own.
What is text and no record's goes into a grid of its own, for the privacy gate to search.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO
from xml.parsers import expat
from xml.sax.saxutils import escape

from ingest.errors import UnreadableFile
from ingest.identifiers import shown_name
from ingest.readers import Grid, Row

MODULES = {
    "ChildIdentifiers": (),
    "ChildCharacteristics": ("LAchildID",),
    "CINdetails": ("LAchildID",),
    "Assessments": ("LAchildID", "CINreferralDate"),
    "CINPlanDates": ("LAchildID", "CINreferralDate"),
    "Section47": ("LAchildID", "CINreferralDate"),
    "ChildProtectionPlans": ("LAchildID", "CINreferralDate"),
    "Reviews": ("LAchildID", "CINreferralDate", "CPPstartDate"),
}
"""Each module that always has a grid, to the keys that its records inherit."""
LATER_MODULES = frozenset({"PreProceedingsandFGDM"})
"""Modules of later years: records by name, with a grid when one is met."""
WRAPPERS = frozenset({"Disabilities", "FactorsIdentifiedAtAssessment"})
"""Elements that hold a list and mean nothing by themselves."""
HEADER_GROUPS = frozenset({"CollectionDetails", "Source"})
HEADER_ELEMENTS = frozenset(
    {
        "Collection",
        "Year",
        "ReferenceDate",
        "SourceLevel",
        "LEA",
        "SoftwareCode",
        "Release",
        "SerialNo",
        "DateTime",
    }
)
"""What the Department asks for in the header, and all of it that the twin repeats."""
ASIDE = "comments and attributes"
"""The grid of all text that stands in no record."""

LARGEST_CENSUS_BYTES = 1_000_000_000
CHUNK_BYTES = 1 << 20
DEEPEST = 40
LONGEST_TEXT = 100_000
LONGEST_NAME = 200
MOST_ATTRIBUTES = 60
MOST_NAMES = 500
"""Different element names in a file, namespaces told apart. The census has about 70; a
column for each of a million would fill the memory."""
LONGEST_SHARED = 10
"""Texts up to a date's length repeat, and are held once; longer ones are mostly ids."""
ENCODINGS = frozenset(
    {
        "utf-8",
        "utf-16",
        "utf-16le",
        "utf-16be",
        "us-ascii",
        "iso-8859-1",
        "iso-8859-15",
        "windows-1252",
        "cp1252",
    }
)
BEGINNINGS = (b"<", b"<\x00", b"\x00<")
"""How XML begins, behind byte order mark and blanks: as bytes, or as UTF-16."""
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
LEFT_UNSAID = frozenset(
    f"http://www.w3.org/2001/XMLSchema-instance {name}"
    for name in ("schemaLocation", "noNamespaceSchemaLocation")
)
FAULTS = {
    expat.errors.XML_ERROR_NO_ELEMENTS: "it ends before it is complete",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: "it ends in the middle of a tag",
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: "it ends inside a CDATA section",
    expat.errors.XML_ERROR_PARTIAL_CHAR: "it ends in the middle of a character",
    expat.errors.XML_ERROR_TAG_MISMATCH: "an end tag closes another element",
    expat.errors.XML_ERROR_INVALID_TOKEN: (
        "a character cannot stand there, or is not in the encoding that the file declares"
    ),
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "it uses an entity that XML does not have",
}
"""Expat's own sentences, none of which quotes the file, in plainer words."""


@dataclass(frozen=True)
class CensusFile:
    """One census file, as text."""

    header: dict[str, str]
    """Each element of the Header that is not empty: Collection, Year, LEA, ..."""
    grids: list[Grid]
    """The eight of MODULES in order, then others in the order met, then ASIDE."""


@dataclass(frozen=True)
class ModuleCount:
    """What became of the records of one module in the twin."""

    rows_in: int
    """Rows as read_cin_census counts them: a row for each review date."""
    rows_out: int
    elements_left_out: int
    """Different elements that are not listed."""
    cells_blanked: dict[str, int]
    """Element to texts that could not be made safe."""


def read_cin_census(path: Path) -> CensusFile:
    """The header of the census at `path`, and a grid of text for each module.

    Raises UnreadableFile at the first fault: XML that is cut short, malformed, or holds
    what no census needs (a document type, bombs of depth or length); no census at all.
    """
    records = _Records(path)
    _Scan(path, records).run()
    return CensusFile(records.header, records.grids())


def rewrite_cin_census(
    source: Path,
    target: Path,
    safe: Callable[[str, str, str], str | None],
    listed: Mapping[str, AbstractSet[str]],
) -> dict[str, ModuleCount]:
    """Write to `target` the twin of `source` that holds only what `listed` names.

    `listed` maps modules to elements; what stands in a module that is not listed goes
    with it. Each text is `safe(module, element, text)`; None leaves the element out. The
    twin has the order of the source, and no comment, attribute, namespace or name of an
    element from it that we do not know. Returns the count of each module met.

    Raises UnreadableFile as read_cin_census does; `target` is then as it was before.
    """
    with _whole_or_not_at_all(target) as file:
        twin = _Twin(file, safe, listed)
        _Scan(source, twin).run()
    return {
        module: ModuleCount(
            tally.rows_in, tally.rows_out, len(tally.left_out), dict(tally.blanked)
        )
        for module, tally in twin.tallies.items()
    }


@contextmanager
def _whole_or_not_at_all(target: Path) -> Iterator[TextIO]:
    partial = target.with_name(f"{target.name}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


_Place = str
"""What an element that holds others is: one of these. (No Enum: in Python 3.11 looking
up a member takes longer than parsing an element.)"""
_MESSAGE: _Place = "the root"
_HEADER: _Place = "the header, or a group in it"
_CHILDREN: _Place = "all children"
_CHILD: _Place = "a child"
_RECORD: _Place = "a record of a module"
_WRAPPER: _Place = "a list inside a record"
_ELSEWHERE: _Place = "nothing that the census has"

_BY_NAME = MODULES.keys() | LATER_MODULES | WRAPPERS | {"Header", "Children", "Child"}
"""Elements that are no leaves even when they are empty, in the places they belong."""


_BELOW = {
    (_MESSAGE, "Header"): _HEADER,
    (_MESSAGE, "Children"): _CHILDREN,
    (_CHILDREN, "Child"): _CHILD,
}


class _Taker(Protocol):
    """Who takes the census apart, told of it in the order of the file."""

    def starts(self, name: str, place: _Place, line: int) -> None: ...
    def ends(self, name: str, place: _Place) -> None: ...
    def header_leaf(self, name: str, text: str | None) -> None: ...
    def leaf(self, name: str, text: str | None, line: int) -> None:
        """An element of the innermost record."""

    def aside(self, text: str, line: int) -> None: ...


class _Scan:
    """A census file read once from start to end, in chunks, and refused when hostile.

    An element is known to be a leaf only when it ends, so the last one started waits.
    """

    def __init__(self, path: Path, taker: _Taker):
        self.path = path
        self.taker = taker
        self.opened: list[tuple[str, _Place]] = []
        self.waiting: str | None = None
        self.waiting_line = 0
        self.pieces: list[str] = []
        self.names = _LocalNames(self)
        self.saw_children = False
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._document_type
        parser.EntityDeclHandler = self._document_type
        parser.StartElementHandler = self._root
        parser.EndElementHandler = self._end
        # A list's own method: no Python runs for the blanks between elements.
        parser.CharacterDataHandler = self.pieces.append
        parser.CommentHandler = self._aside
        parser.ProcessingInstructionHandler = self._instruction

    def run(self) -> None:
        self._refuse_other_files()
        fed = 0
        with self.path.open("rb") as file:
            try:
                while chunk := file.read(CHUNK_BYTES):
                    self.parser.Parse(chunk)
                    fed += len(chunk)
                    self._refuse_endless_text(fed)
                self.parser.Parse(b"", True)
            except expat.ExpatError as error:
                what = FAULTS.get(
                    expat.ErrorString(error.code), expat.ErrorString(error.code)
                )
                raise self.refusal(
                    f"is not whole and well-formed XML: {what}",
                    "Export it again and send the file as it was exported.",
                    (error.lineno, error.offset),
                ) from None
            finally:
                # They hold this scan in a circle, and with it every row.
                del self.parser, self.names
        if not self.saw_children:
            raise self.refusal(
                "has no Children element below Message",
                "Send the CIN census as it was exported for the Department.",
            )

    def refusal(
        self, what: str, mend: str, at: tuple[int, int] | None = None
    ) -> UnreadableFile:
        where = f" (line {at[0]}, column {at[1] + 1})" if at else ""
        return UnreadableFile(f"{shown_name(self.path)} {what}{where}. {mend}")

    def refusal_here(self, what: str, mend: str) -> UnreadableFile:
        here = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber
        return self.refusal(what, mend, here)

    def _refuse_other_files(self) -> None:
        if self.path.is_symlink() or not self.path.is_file():
            raise self.refusal("is not a regular file", "Send the file itself.")
        if self.path.stat().st_size > LARGEST_CENSUS_BYTES:
            raise self.refusal(
                f"is larger than {LARGEST_CENSUS_BYTES // 1_000_000} MB",
                "Send one census in one file.",
            )
        with self.path.open("rb") as file:
            beginning = file.read(1000)
        for mark in BYTE_ORDER_MARKS:
            beginning = beginning.removeprefix(mark)
        if not beginning.lstrip(b" \t\r\n").startswith(BEGINNINGS):
            raise self.refusal(
                "is not XML, or is compressed",
                "Unpack it, or export it again, and send the .xml file itself.",
            )

    def _refuse_endless_text(self, fed: int) -> None:
        # Between chunks: text that has not ended, and a tag or comment that has not,
        # which expat would read again from its start with every chunk.
        waiting_bytes = fed - self.parser.CurrentByteIndex
        if sum(map(len, self.pieces)) > LONGEST_TEXT or waiting_bytes > CHUNK_BYTES:
            raise self._too_long()

    def _too_long(self) -> UnreadableFile:
        return self.refusal_here(
            f"holds a text of more than {LONGEST_TEXT:,} characters",
            "The census has none so long. Look for what was exported there by mistake.",
        )

    def _declaration(self, _version: str, encoding: str | None, _alone: int) -> None:
        if encoding is not None and encoding.lower() not in ENCODINGS:
            raise self.refusal_here(
                "declares an encoding that is not read here", "Save it as UTF-8."
            )

    def _document_type(self, *_declared: object) -> None:
        raise self.refusal_here(
            "holds a document type (DOCTYPE) or declares entities",
            "The census has neither. Export it again without.",
        )

    def _instruction(self, target: str, data: str) -> None:
        self._aside(f"{target} {data}")

    def _aside(self, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            raise self._too_long()
        if text := text.strip():
            self.taker.aside(text, self.parser.CurrentLineNumber)

    def _attributes(self, attributes: list[str]) -> None:
        if len(attributes) > 2 * MOST_ATTRIBUTES:
            raise self.refusal_here(
                f"has an element with more than {MOST_ATTRIBUTES} attributes",
                "The census has none. Export it again.",
            )
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        for name, value in pairs:
            if name not in LEFT_UNSAID:
                self._aside(value)

    def _root(self, name: str, attributes: list[str]) -> None:
        if self.names[name] != "Message":
            raise self.refusal_here(
                "does not begin with a Message element, so is no census",
                "Send the CIN census as it was exported for the Department.",
            )
        self.parser.StartElementHandler = self._start
        if attributes:
            self._attributes(attributes)
        self._open("Message", _MESSAGE, self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: list[str]) -> None:
        if self.waiting is not None:
            waiting = self.waiting
            self._open(waiting, self._place(waiting), self.waiting_line)
        if self.pieces:
            self._between()
        if len(self.opened) >= DEEPEST:
            raise self.refusal_here(
                f"has elements inside elements more than {DEEPEST} deep",
                "The census has at most eight. Export it again.",
            )
        self.waiting = self.names[name]
        self.waiting_line = self.parser.CurrentLineNumber
        if attributes:
            self._attributes(attributes)

    def _end(self, _name: str) -> None:
        name = self.waiting
        if name is not None:
            place = self._place(name) if name in _BY_NAME else None
            if place is None or place is _ELSEWHERE:
                self.waiting = None
                self._leaf(name)
                return
            self._open(name, place, self.waiting_line)
        if self.pieces:
            self._between()
        self.taker.ends(*self.opened.pop())

    def _place(self, name: str) -> _Place:
        """What the element `name` is, here, if it is no leaf."""
        parent, inside = self.opened[-1]
        if inside is _RECORD or inside is _WRAPPER or inside is _CHILD:
            if name in MODULES or name in LATER_MODULES or inside is _CHILD:
                return _RECORD
            # The referral holds records, even of modules that we do not know yet.
            if parent == "CINdetails" and name not in WRAPPERS:
                return _RECORD
            return _WRAPPER
        if inside is _HEADER:
            return _HEADER
        return _BELOW.get((inside, name), _ELSEWHERE)

    def _open(self, name: str, place: _Place, line: int) -> None:
        self.waiting = None
        self.saw_children |= place is _CHILDREN
        self.opened.append((name, place))
        self.taker.starts(name, place, line)

    def _leaf(self, name: str) -> None:
        pieces = self.pieces
        text = None
        if pieces:
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
            pieces.clear()
            if len(text) > LONGEST_TEXT:
                raise self._too_long()
            text = text.strip() or None
        place = self.opened[-1][1]
        if place is _RECORD or place is _WRAPPER:
            self.taker.leaf(name, text, self.waiting_line)
        elif place is _HEADER:
            self.taker.header_leaf(name, text)
        elif text:
            self.taker.aside(text, self.waiting_line)

    def _between(self) -> None:
        """Text between elements: blanks, or what somebody left there."""
        text = "".join(self.pieces)
        self.pieces.clear()
        if not text.isspace():
            self._aside(text)


class _LocalNames(dict[str, str]):
    """Names as expat gives them, "namespace name", to names; few, and none too long."""

    def __init__(self, scan: _Scan):
        self.scan = scan

    def __missing__(self, name: str) -> str:
        local = name.rpartition(" ")[2]
        if len(local) > LONGEST_NAME or len(self) >= MOST_NAMES:
            raise self.scan.refusal_here(
                f"has an element name of more than {LONGEST_NAME} characters, or more "
                f"than {MOST_NAMES} different names",
                "Send the CIN census as it was exported for the Department.",
            )
        self[name] = local
        return local


@dataclass(eq=False)
class _Table:
    """The rows of one module so far; those made early are shorter than the last."""

    inherited: tuple[str, ...]
    columns: dict[str, int]
    rows: list[Row] = field(default_factory=list)


class _Record:
    """One record, kept until its child ends: its keys may stand behind it."""

    __slots__ = ("cells", "dates", "line", "module", "parent")

    def __init__(self, module: str, line: int, parent: "_Record | None", width: int):
        self.module, self.line, self.parent = module, line, parent
        self.cells: list[str | None] = [None] * width
        self.dates: list[str] = []
        """Review dates after the first."""


class _Records:
    """Takes the census into rows, child by child."""

    def __init__(self, path: Path):
        self.path = path
        self.header: dict[str, str] = {}
        self.tables: dict[str, _Table] = {}
        for module, keys in MODULES.items():
            self._table(module, keys)
        self.texts: dict[str, str] = {}
        self.of_child: list[_Record] = []
        self.record: _Record | None = None
        self.asides: list[Row] = []
        self.line_of_children = 1

    def grids(self) -> list[Grid]:
        grids = []
        for module, table in self.tables.items():
            width = len(table.columns)
            for _, cells in table.rows:
                if len(cells) < width:
                    cells.extend([None] * (width - len(cells)))
            headings: Row = (self.line_of_children, list(table.columns))
            table.rows.insert(0, headings)
            grids.append(Grid(self.path, len(grids) + 1, module, table.rows))
        asides: list[Row] = [(self.line_of_children, [ASIDE]), *self.asides]
        return [*grids, Grid(self.path, len(grids) + 1, ASIDE, asides)]

    def starts(self, name: str, place: _Place, line: int) -> None:
        if place is _RECORD:
            table = self.tables.get(name)
            if table is None:
                referred = self.record is not None
                keys = ("LAchildID", "CINreferralDate") if referred else ("LAchildID",)
                table = self._table(name, keys)
            self.record = _Record(name, line, self.record, len(table.columns))
            self.of_child.append(self.record)
        elif place is _CHILDREN:
            self.line_of_children = line

    def ends(self, name: str, place: _Place) -> None:
        if place is _RECORD:
            assert self.record is not None
            self.record = self.record.parent
        elif place is _CHILD:
            self._child_ends()

    def header_leaf(self, name: str, text: str | None) -> None:
        if text:
            before = self.header.get(name)
            self.header[name] = text if before is None else f"{before};{text}"

    def leaf(self, name: str, text: str | None, line: int) -> None:
        record = self.record
        assert record is not None
        table = self.tables[record.module]
        columns, cells = table.columns, record.cells
        index = columns.get(name)
        if index is None:
            index = columns[name] = len(columns)
        if text is None:
            return
        if index < len(table.inherited):
            # The key of another record, where none should be: not this one's cell.
            self.aside(text, line)
            return
        if len(text) <= LONGEST_SHARED:
            text = self.texts.setdefault(text, text)
        if index >= len(cells):
            cells.extend([None] * (index + 1 - len(cells)))
        if cells[index] is None:
            cells[index] = text
        elif _makes_a_row(record.module, name):
            record.dates.append(text)
        else:
            cells[index] = f"{cells[index]};{text}"

    def aside(self, text: str, line: int) -> None:
        self.asides.append((line, [text]))

    def _table(self, module: str, inherited: tuple[str, ...]) -> _Table:
        # A child's identifiers hold the key itself, and it stands first there too.
        first = inherited or ("LAchildID",)
        columns = {name: index for index, name in enumerate(first)}
        self.tables[module] = table = _Table(inherited, columns)
        return table

    def _child_ends(self) -> None:
        # Two ids in one child are joined: no id of anybody, so that it is noticed.
        ids = {
            record.cells[0]: None
            for record in self.of_child
            if record.module == "ChildIdentifiers" and record.cells[0]
        }
        child_id = ";".join(ids) if len(ids) > 1 else next(iter(ids), None)
        for record in self.of_child:
            table, cells = self.tables[record.module], record.cells
            for index, name in enumerate(table.inherited):
                if name == "LAchildID":
                    cells[index] = child_id
                else:
                    cells[index] = self._key_of(record.parent, name)
            table.rows.append((record.line, cells))
            for later in record.dates:
                again = list(cells)
                again[table.columns["CPPreviewDate"]] = later
                table.rows.append((record.line, again))
        self.of_child.clear()

    def _key_of(self, record: _Record | None, name: str) -> str | None:
        """The key `name` of the record it is the key of: `record`, or one around it."""
        module = "CINdetails" if name == "CINreferralDate" else "ChildProtectionPlans"
        while record is not None and record.module != module:
            record = record.parent
        index = self.tables[module].columns.get(name)
        if record is None or index is None or index >= len(record.cells):
            return None
        return record.cells[index]


def _makes_a_row(module: str, name: str) -> bool:
    return module == "Reviews" and name == "CPPreviewDate"


@dataclass(eq=False)
class _Tally:
    """The count of one module, while it is being made."""

    rows_in: int = 0
    rows_out: int = 0
    left_out: set[str] = field(default_factory=set)
    blanked: Counter[str] = field(default_factory=Counter)


@dataclass(eq=False)
class _Written:
    """An element that holds others, on its way into the twin."""

    name: str
    place: _Place
    is_kept: bool
    """Whether it may be written; its start tag waits until something in it is."""
    is_written: bool = False
    dates_in: int = 0
    dates_out: int = 0


_ALWAYS = {_MESSAGE, _HEADER, _CHILDREN, _RECORD}


class _Twin:
    """Writes the census again, with what is listed and made safe."""

    def __init__(
        self,
        file: TextIO,
        safe: Callable[[str, str, str], str | None],
        listed: Mapping[str, AbstractSet[str]],
    ):
        self.file, self.safe, self.listed = file, safe, listed
        self.tallies = defaultdict(_Tally, {module: _Tally() for module in MODULES})
        self.opened: list[_Written] = []
        self.records: list[_Written] = []
        self.depth = 0
        file.write('<?xml version="1.0" encoding="utf-8"?>\n')

    def starts(self, name: str, place: _Place, line: int) -> None:
        element = _Written(name, place, self._is_kept(name, place))
        self.opened.append(element)
        if place is _RECORD:
            self.records.append(element)
        if element.is_kept and place in _ALWAYS:
            self._write_start_tags()

    def ends(self, name: str, place: _Place) -> None:
        element = self.opened.pop()
        if element.is_written:
            self.depth -= 1
            self._line(f"</{name}>")
        if place is _RECORD:
            self.records.pop()
            tally = self.tallies[name]
            tally.rows_in += max(1, element.dates_in)
            tally.rows_out += max(1, element.dates_out) if element.is_kept else 0

    def header_leaf(self, name: str, text: str | None) -> None:
        if name in HEADER_ELEMENTS:
            self._write_leaf(name, text)

    def leaf(self, name: str, text: str | None, line: int) -> None:
        record = self.records[-1]
        module = record.name
        is_a_row = text is not None and _makes_a_row(module, name)
        record.dates_in += is_a_row
        tally = self.tallies[module]
        if name not in self.listed.get(module, ()):
            tally.left_out.add(name)
        elif record.is_kept:
            if text is not None:
                text = self.safe(module, name, text)
                if text is None:
                    tally.blanked[name] += 1
                    return
            record.dates_out += is_a_row
            self._write_leaf(name, text)

    def aside(self, text: str, line: int) -> None:
        """Nothing that stands in no record is shared."""

    def _is_kept(self, name: str, place: _Place) -> bool:
        if place is _RECORD:
            return name in self.listed and all(r.is_kept for r in self.records)
        if place is _WRAPPER:
            # Of one that we do not know, even the name may tell.
            return name in WRAPPERS and self.records[-1].is_kept
        if place is _HEADER:
            return name == "Header" or name in HEADER_GROUPS
        return place is not _ELSEWHERE

    def _write_start_tags(self) -> None:
        for element in self.opened:
            if element.is_kept and not element.is_written:
                self._line(f"<{element.name}>")
                self.depth += 1
                element.is_written = True

    def _write_leaf(self, name: str, text: str | None) -> None:
        self._write_start_tags()
        # A carriage return as it is would come back as a line feed.
        written = escape(text or "", {"\r": "&#13;"})
        self._line(f"<{name}>{written}</{name}>" if text else f"<{name}/>")

    def _line(self, text: str) -> None:
        self.file.write(f"{'  ' * self.depth}{text}\n")
