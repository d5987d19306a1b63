"""A census written again with only what is listed, made safe."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape

from ingest.census.modules import (
    CHILDREN,
    ELSEWHERE,
    HEADER,
    HEADER_ELEMENTS,
    HEADER_GROUPS,
    MESSAGE,
    MODULES,
    RECORD,
    WRAPPER,
    WRAPPERS,
    Place,
    makes_a_row,
)
from ingest.census.scan import Scan


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
        twin = Twin(file, safe, listed)
        Scan(source, twin).run()
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
    place: Place
    is_kept: bool
    """Whether it may be written; its start tag waits until something in it is."""
    is_written: bool = False
    dates_in: int = 0
    dates_out: int = 0


_ALWAYS = {MESSAGE, HEADER, CHILDREN, RECORD}


class Twin:
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

    def starts(self, name: str, place: Place, line: int) -> None:
        element = _Written(name, place, self._is_kept(name, place))
        self.opened.append(element)
        if place is RECORD:
            self.records.append(element)
        if element.is_kept and place in _ALWAYS:
            self._write_start_tags()

    def ends(self, name: str, place: Place) -> None:
        element = self.opened.pop()
        if element.is_written:
            self.depth -= 1
            self._line(f"</{name}>")
        if place is RECORD:
            self.records.pop()
            tally = self.tallies[name]
            tally.rows_in += max(1, element.dates_in)
            tally.rows_out += max(1, element.dates_out) if element.is_kept else 0

    def header_leaf(self, name: str, text: str | None, line: int) -> None:
        pattern = HEADER_ELEMENTS.get(name)
        if pattern and text and re.fullmatch(pattern, text, re.ASCII):
            self._write_leaf(name, text)

    def leaf(self, name: str, text: str | None, line: int) -> None:
        record = self.records[-1]
        module = record.name
        is_a_row = text is not None and makes_a_row(module, name)
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

    def _is_kept(self, name: str, place: Place) -> bool:
        if place is RECORD:
            return name in self.listed and all(r.is_kept for r in self.records)
        if place is WRAPPER:
            # Of one that we do not know, even the name may tell.
            return name in WRAPPERS and self.records[-1].is_kept
        if place is HEADER:
            return name == "Header" or name in HEADER_GROUPS
        return place is not ELSEWHERE

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
