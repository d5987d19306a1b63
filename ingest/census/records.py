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
from ingest.identifiers import shown_name
from ingest.limits import limits
from ingest.readers import Grid, Row

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
        self.records = 0
        """Comments and the like are counted too: each is kept until the end."""

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
        return [*grids, Grid(self.path, len(grids) + 1, ASIDE, asides, beside=ASIDE)]

    def starts(self, name: str, place: Place, line: int) -> None:
        if place is RECORD:
            table = self.tables.get(name)
            if table is None:
                referred = self.record is not None
                keys = ("LAchildID", "CINreferralDate") if referred else ("LAchildID",)
                table = self._table(name, keys)
            self.record = _Record(name, line, self.record, len(table.columns))
            self.of_child.append(self.record)
            self._count()
        elif place is CHILDREN:
            self.line_of_children = line

    def _count(self) -> None:
        self.records += 1
        if self.records > limits().records:
            raise UnreadableFile(
                f"{shown_name(self.path)} holds more than {limits().records:,} records. "
                "Send one borough's census of one year."
            )

    def ends(self, name: str, place: Place) -> None:
        if place is RECORD:
            assert self.record is not None
            self.record = self.record.parent
        elif place is CHILD:
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
        elif makes_a_row(record.module, name):
            record.dates.append(text)
        else:
            cells[index] = f"{cells[index]};{text}"

    def aside(self, text: str, line: int) -> None:
        self._count()
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
