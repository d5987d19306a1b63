"""What a reader makes of a sheet, a csv file or a module: text, column by column.

A cell is its own text, trimmed; an empty cell is None. Columns and not rows, since the
gate and the codes judge each different text of a column once.
"""

from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.identifiers import shown_name
from ingest.limits import limits

Row = tuple[int, list[str | None]]
"""The row number as a spreadsheet shows it (the first is 1), and its cells."""
Texts = list[str | None]
LOOK_FOR_HEADINGS_IN_ROWS = 10
"""Boroughs put a title above the headings; nobody has been seen to put ten."""


@dataclass(frozen=True)
class Grid:
    """One sheet of a workbook, one csv file, or one module of a census."""

    file: Path
    position: int
    """1 for the first sheet."""
    name: str
    """The sheet's name as in the file; shown only when it is one we know."""
    numbers: list[int]
    """The number of each row; blank rows are left out."""
    columns: list[Texts]
    """The cells of each column, one a row."""
    head: list[Row]
    """The first rows, each as wide as it is in the file."""
    beside: str | None = None
    """Where its texts stand, when they are no sheet but what stands beside the cells."""
    counts_from_1904: bool = False
    """Whether a bare number that stands for a day is one of a workbook of 1904."""
    broken: tuple[int, ...] = ()
    """Lines of a csv file that are no row: a quotation mark out of place."""

    @property
    def rows(self) -> list[Row]:
        """Its rows, each as wide as the widest."""
        cells = map(list, zip(*self.columns, strict=True))
        return list(zip(self.numbers, cells, strict=True))


def grid_of(
    file: Path, position: int, name: str, rows: list[Row], **more: object
) -> Grid:
    """A grid of rows, which may be of different width.

    Raises UnreadableFile when its columns would hold more cells than a file may.
    """
    width = max((len(cells) for _, cells in rows), default=0)
    if width * len(rows) > limits().cells:
        raise UnreadableFile(
            f"{shown_name(file)} has a row that is far wider than its table. Look for "
            "line ends that were lost, or for cells beside the table."
        )
    columns = [list(texts) for texts in zip_longest(*(cells for _, cells in rows))]
    numbers, head = [row for row, _ in rows], rows[:LOOK_FOR_HEADINGS_IN_ROWS]
    return Grid(file, position, name, numbers, columns, head, **more)
