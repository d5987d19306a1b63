"""The release as a workbook that screen readers can read: cover, contents, notes, tables.

The latest year, of whole ethnic groups: what people read. Numbers are numbers; `[low]`,
`[z]` and `[x]` are text, told on every sheet.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from liia.release.tables import Column, PublishedTable
from liia.release.tidy import decimals, safe_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEGEND = [
    "[low] stands for 0 to 4 children, published as 0.",
    "[z] is not shown: one of the four counts is under 10.",
    "[x] is not available.",
]
MOST_ROWS = 15_000
"""A sheet of more is no help to a reader: the csv has them."""
_LEFT_OUT = ("status", "caveats")
_OF_GROUPS = {"ethnicity_level": "group", "ethnicity": "Total"}
"""What a row says that tells of whole groups, where its table has codes too."""


def write_workbook(
    path: Path,
    warehouse: "DuckDBPyConnection",
    tables: Sequence[PublishedTable],
    notes: list[str],
) -> None:
    """Write the latest year of each published table to `path`, a sheet each."""
    import contextlib
    import warnings

    import gptables
    import pandas

    sheets = {}
    for table in tables:
        shown = [c for c in table.columns if c.name not in _LEFT_OUT]
        rows = _rows(warehouse, table, shown)
        if len(rows) > MOST_ROWS:
            continue
        dimensions = [n for n, c in enumerate(shown) if c.kind == "dimension"]
        sheets[table.name[:31]] = gptables.GPTable(
            pandas.DataFrame(rows, columns=[_heading(c) for c in shown], dtype=object),
            table_name=table.name,
            title=table.name.replace("_", " ").capitalize(),
            subtitles=[
                " ".join(table.description.split()),
                f"Year {table.years[-1]}; other years are in the csv.",
            ],
            scope="London boroughs that sent data",
            source="LIIA Child Level Insights",
            instructions="This worksheet contains one table. " + " ".join(LEGEND),
            index_columns={n + 1: place for n, place in enumerate(dimensions[:3])},
        )
    cover = gptables.Cover(
        title="LIIA Child Level Insights: protected figures",
        intro=notes[:1],
        about=notes[1:],
    )
    # The library tells on the terminal where it wrote, and that notes hold for all sheets.
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The following notes are not ref")
        gptables.write_workbook(
            str(path),
            sheets,
            cover=cover,
            contentsheet_options={"additional_elements": ["subtitles"]},
            notes_table=_notes_table(notes),
            auto_width=True,
        )


def _rows(warehouse, table: PublishedTable, shown: list[Column]) -> list[list]:
    names = {column.name for column in table.columns}
    wanted = {"time_period": table.years[-1]}
    wanted |= {name: said for name, said in _OF_GROUPS.items() if name in names}
    status = "status" if table.has_status else "'shown'"
    order = ", ".join(c.name for c in shown if c.kind == "dimension")
    found = warehouse.execute(
        f"select {status}, {', '.join(c.name for c in shown)} "
        f'from warehouse.published."published_{table.name}" '
        f"where {' and '.join(f'{name} = ?' for name in wanted)} order by {order}",
        list(wanted.values()),
    ).fetchall()
    return [
        [_cell(cell, column, status) for cell, column in zip(row, shown, strict=True)]
        for status, *row in found
    ]


def _notes_table(notes: list[str]):
    import pandas

    numbered = [(f"note {n}", text) for n, text in enumerate(notes, start=1)]
    return pandas.DataFrame(numbered, columns=["Note", "Useful to know"])


def _heading(column: Column) -> str:
    words = column.name.replace("_", " ").capitalize()
    return words.replace("gss", "GSS")


def _cell(value, column: Column, status: str):
    if value is None:
        return "[z]" if status == "z" and column.kind == "statistic" else "[x]"
    if column.is_count and value == 0:
        return "[low]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return safe_text(value)
    if column.is_number:
        return round(value, int(decimals(column) or 0))
    return value.isoformat()
