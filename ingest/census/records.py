"""A census into rows, child by child: a grid for each module."""

from dataclasses import dataclass, field
from pathlib import Path

from ingest.census.modules import (
    ASIDE,
    CHILD,
    CHILDREN,
    MODULES,
    RECORD,
    Place,
    makes_a_row,
)
from ingest.census.scan import Scan
from ingest.errors import UnreadableFile
from ingest.grids import Grid, Row, Texts, grid_of
from ingest.identifiers import shown_name
from ingest.limits import limits

LONGEST_SHARED = 10
"""Texts up to a date's length repeat, and are held once; longer ones are mostly ids."""


@dataclass(frozen=True)
class CensusFile:
    """One census file, as text."""

    header: dict[str, str]
    """Each element of the Header that is not empty: Collection, Year, LEA, ..."""
    grids: list[Grid]
    """The eight of MODULES in order, then others in the order met, then ASIDE."""


def read_cin_census(path: Path) -> CensusFile:
    """The header of the census at `path`, and a grid of text for each module.

    Raises UnreadableFile at the first fault: XML that is cut short, malformed, or holds
    what no census needs (a document type, bombs of depth or length); no census at all.
    """
    records = Records(path)
    Scan(path, records).run()
    return CensusFile(records.header, records.grids())


@dataclass(eq=False)
class _Table:
    """The rows of one module so far."""

    module: str
    inherited: tuple[str, ...]
    places: dict[str, int]
    """Element to the place of its column."""
    columns: list[Texts]
    lines: list[int] = field(default_factory=list)

    def add(self, line: int, cells: Texts) -> None:
        self.lines.append(line)
        for column, text in zip(self.columns, cells, strict=False):
            column.append(text)
        for column in self.columns[len(cells) :]:
            column.append(None)

    def place_of(self, name: str) -> int:
        """Where the element's column is; of a new element, one of blanks is made."""
        place = self.places.setdefault(name, len(self.columns))
        if place == len(self.columns):
            self.columns.append([None] * len(self.lines))
        return place


class _Record:
    """One record, kept until its child ends: its keys may stand behind it."""

    __slots__ = ("cells", "dates", "line", "parent", "table")

    def __init__(self, table: _Table, line: int, parent: "_Record | None"):
        self.table, self.line, self.parent = table, line, parent
        self.cells: Texts = [None] * len(table.columns)
        self.dates: list[str] = []
        """Review dates after the first."""


class Records:
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
        self.left, self.cells_left = limits().records, limits().cells
        """Records and cells that may come yet. Comments and the like are counted too:
        each is kept until the end."""

    def grids(self) -> list[Grid]:
        grids = []
        for position, table in enumerate(self.tables.values(), start=1):
            names = list(table.places)
            for name, column in zip(names, table.columns, strict=True):
                column.insert(0, name)
            lines = [self.line_of_children, *table.lines]
            head = [(self.line_of_children, names)]
            name, columns = table.module, table.columns
            grids.append(Grid(self.path, position, name, lines, columns, head))
        asides: list[Row] = [(self.line_of_children, [ASIDE]), *self.asides]
        beside = grid_of(self.path, len(grids) + 1, ASIDE, asides, beside=ASIDE)
        return [*grids, beside]

    def starts(self, name: str, place: Place, line: int) -> None:
        if place is RECORD:
            table = self.tables.get(name)
            if table is None:
                referred = self.record is not None
                keys = ("LAchildID", "CINreferralDate") if referred else ("LAchildID",)
                table = self._table(name, keys)
            self.record = _Record(table, line, self.record)
            self.of_child.append(self.record)
            self.left -= 1
            if self.left < 0:
                raise self._too_many()
        elif place is CHILDREN:
            self.line_of_children = line

    def _too_many(self) -> UnreadableFile:
        return UnreadableFile(
            f"{shown_name(self.path)} holds more than {limits().records:,} records, or "
            "more in them than any census has. Send one borough's census of one year."
        )

    def ends(self, name: str, place: Place) -> None:
        if place is RECORD:
            assert self.record is not None
            self.record = self.record.parent
        elif place is CHILD:
            self._child_ends()

    def header_leaf(self, name: str, text: str | None, line: int) -> None:
        if text:
            before = self.header.get(name)
            self.header[name] = text if before is None else f"{before};{text}"

    def leaf(self, name: str, text: str | None, line: int) -> None:
        record = self.record
        assert record is not None
        table, cells = record.table, record.cells
        index = table.places.get(name)
        if index is None:
            index = table.place_of(name)
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
        elif makes_a_row(table.module, name):
            record.dates.append(text)
        else:
            cells[index] = f"{cells[index]};{text}"

    def aside(self, text: str, line: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise self._too_many()
        self.asides.append((line, [text]))

    def _table(self, module: str, inherited: tuple[str, ...]) -> _Table:
        # A child's identifiers hold the key itself, and it stands first there too.
        self.tables[module] = table = _Table(module, inherited, {}, [])
        for name in inherited or ("LAchildID",):
            table.place_of(name)
        return table

    def _child_ends(self) -> None:
        # Two ids in one child are joined: no id of anybody, so that it is noticed.
        ids = {
            record.cells[0]: None
            for record in self.of_child
            if record.table.module == "ChildIdentifiers" and record.cells[0]
        }
        child_id = ";".join(ids) if len(ids) > 1 else next(iter(ids), None)
        for record in self.of_child:
            table, cells = record.table, record.cells
            self.cells_left -= len(table.columns)
            if self.cells_left < 0:
                raise self._too_many()
            for index, name in enumerate(table.inherited):
                if name == "LAchildID":
                    cells[index] = child_id
                else:
                    cells[index] = self._key_of(record.parent, name)
            table.add(record.line, cells)
            for later in record.dates:
                cells[table.places["CPPreviewDate"]] = later
                table.add(record.line, cells)
        self.of_child.clear()

    def _key_of(self, record: _Record | None, name: str) -> str | None:
        """The key `name` of the record it is the key of: `record`, or one around it."""
        module = "CINdetails" if name == "CINreferralDate" else "ChildProtectionPlans"
        while record is not None and record.table.module != module:
            record = record.parent
        index = self.tables[module].places.get(name)
        if record is None or index is None or index >= len(record.cells):
            return None
        return record.cells[index]
