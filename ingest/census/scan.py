"""One pass over a census file: its elements in order, and every refusal.

What no census needs is refused at once: a document type, entities, depth, length, names
without end, compression, encodings out of the way.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from ingest.census.modules import (
    BELOW,
    BY_NAME,
    CHILD,
    CHILDREN,
    ELSEWHERE,
    HEADER,
    LATER_MODULES,
    MESSAGE,
    MODULES,
    RECORD,
    WRAPPER,
    WRAPPERS,
    Place,
)
from ingest.errors import UnreadableFile
from ingest.identifiers import identifier_in, shown_name
from ingest.limits import limits

CHUNK_BYTES = 1 << 20
DEEPEST = 40
LONGEST_TEXT = 100_000
LONGEST_NAME = 200
MOST_ATTRIBUTES = 60
MOST_NAMES = 500
"""Different element names in a file, namespaces told apart. The census has about 70; a
column for each of a million would fill the memory."""
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
"""Attributes that every census has; only an identifier in one is worth telling."""
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


class Taker(Protocol):
    """Who takes the census apart, told of it in the order of the file."""

    def starts(self, name: str, place: Place, line: int) -> None: ...
    def ends(self, name: str, place: Place) -> None: ...
    def header_leaf(self, name: str, text: str | None, line: int) -> None: ...
    def leaf(self, name: str, text: str | None, line: int) -> None:
        """An element of the innermost record."""

    def aside(self, text: str, line: int) -> None: ...


class Scan:
    """A census file read once from start to end, in chunks, and refused when hostile.

    An element is known to be a leaf only when it ends, so the last one started waits.
    """

    def __init__(self, path: Path, taker: Taker):
        self.path = path
        self.taker = taker
        self.opened: list[tuple[str, Place]] = []
        self.waiting: str | None = None
        self.line = 0
        """On which the last element started."""
        self.pieces: list[str] = []
        self.names = _LocalNames(self)
        self.saw_children = False
        self.takers: dict[Place, Callable[[str, str | None, int], None]] = {
            **dict.fromkeys((MESSAGE, CHILDREN, CHILD, ELSEWHERE), self._stray_leaf),
            **dict.fromkeys((RECORD, WRAPPER), taker.leaf),
            HEADER: taker.header_leaf,
        }
        self.take_leaf = self._stray_leaf
        """Who takes the leaves of the element that is open."""
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
                del self.parser, self.names, self.takers, self.take_leaf
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
        if self.path.stat().st_size > limits().census_mb * 1_000_000:
            raise self.refusal(
                f"is larger than {limits().census_mb} MB",
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
            if name not in LEFT_UNSAID or identifier_in(value):
                self._aside(value)
            _ = self.names[name]  # Refused when too long or too many, told if it tells.

    def _root(self, name: str, attributes: list[str]) -> None:
        if self.names[name] != "Message":
            raise self.refusal_here(
                "does not begin with a Message element, so is no census",
                "Send the CIN census as it was exported for the Department.",
            )
        self.parser.StartElementHandler = self._start
        if attributes:
            self._attributes(attributes)
        self.line = self.parser.CurrentLineNumber
        self._open("Message", MESSAGE)

    # The two below run for every element: what they need of others stands in them.
    def _start(self, name: str, attributes: list[str]) -> None:
        if self.waiting is not None:
            self._open(self.waiting, self._place(self.waiting))
            if len(self.opened) >= DEEPEST:
                raise self.refusal_here(
                    f"has elements inside elements more than {DEEPEST} deep",
                    "The census has at most eight. Export it again.",
                )
        pieces = self.pieces
        if pieces and not (len(pieces) == 1 and pieces[0].isspace()):
            self._between()
        pieces.clear()
        self.waiting = self.names[name]
        self.line = self.parser.CurrentLineNumber
        if attributes:
            self._attributes(attributes)

    def _end(self, _name: str) -> None:
        name, pieces = self.waiting, self.pieces
        if name is not None:
            place = self._place(name) if name in BY_NAME else ELSEWHERE
            if place is ELSEWHERE:
                self.waiting = text = None
                if pieces:
                    text = pieces[0] if len(pieces) == 1 else "".join(pieces)
                    pieces.clear()
                    if len(text) > LONGEST_TEXT:
                        raise self._too_long()
                    text = text.strip() or None
                self.take_leaf(name, text, self.line)
                return
            self._open(name, place)
        if pieces and not (len(pieces) == 1 and pieces[0].isspace()):
            self._between()
        pieces.clear()
        self.taker.ends(*self.opened.pop())
        if self.opened:
            self.take_leaf = self.takers[self.opened[-1][1]]

    def _place(self, name: str) -> Place:
        """What the element `name` is, here, if it is no leaf."""
        parent, inside = self.opened[-1]
        if inside is RECORD or inside is WRAPPER or inside is CHILD:
            if name in MODULES or name in LATER_MODULES or inside is CHILD:
                return RECORD
            # The referral holds records, even of modules that we do not know yet.
            if parent == "CINdetails" and name not in WRAPPERS:
                return RECORD
            return WRAPPER
        if inside is HEADER:
            return HEADER
        return BELOW.get((inside, name), ELSEWHERE)

    def _open(self, name: str, place: Place) -> None:
        self.waiting = None
        self.saw_children |= place is CHILDREN
        self.opened.append((name, place))
        self.take_leaf = self.takers[place]
        self.taker.starts(name, place, self.line)

    def _stray_leaf(self, _name: str, text: str | None, line: int) -> None:
        if text:
            self.taker.aside(text, line)

    def _between(self) -> None:
        """Text between elements: what somebody left there."""
        text = "".join(self.pieces)
        if not text.isspace():
            self._aside(text)


class _LocalNames(dict[str, str]):
    """Names as expat gives them, "namespace name", to names; few, and none too long."""

    def __init__(self, scan: Scan):
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
        if identifier_in(name):
            self.scan._aside(name)
        return local
