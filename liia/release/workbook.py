"""The release as a workbook that screen readers can read: cover, contents, notes, tables.

Numbers are numbers; `[low]`, `[z]` and `[x]` are text, told on every sheet.
"""

import io
from collections.abc import Sequence
from pathlib import Path

from liia.release.tables import Column, PublishedTable
from liia.release.tidy import decimals, safe_text

LEGEND = [
    "[low] stands for 0 to 4 children, published as 0.",
    "[z] is not shown: one of the four counts is under 10.",
    "[x] is not available.",
]
_MOST_ROWS = 100_000
"""A sheet of more is no help to a reader: the csv has them all."""


def write_workbook(
    path: Path, tables: Sequence[PublishedTable], notes: list[str]
) -> None:
    """Write every published table to `path`, a sheet each."""
    import contextlib
    import warnings

    import gptables
    import pandas

    sheets = {}
    for table in tables:
        shown = [c for c in table.columns if c.name != "status"]
        rows = [[_cell(row, c) for c in shown] for row in table.rows[:_MOST_ROWS]]
        dimensions = [n for n, c in enumerate(shown) if c.kind == "dimension"]
        sheets[table.name[:31]] = gptables.GPTable(
            pandas.DataFrame(rows, columns=[_heading(c) for c in shown], dtype=object),
            table_name=table.name,
            title=table.name.replace("_", " ").capitalize(),
            subtitles=[" ".join(table.description.split())],
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
            contentsheet="Contents",
            notes_table=_notes_table(notes),
            auto_width=True,
        )


def _notes_table(notes: list[str]):
    import pandas

    numbered = [(f"note {n}", text) for n, text in enumerate(notes, start=1)]
    return pandas.DataFrame(numbered, columns=["Note", "Useful to know"])


def _heading(column: Column) -> str:
    words = column.name.replace("_", " ").capitalize()
    return words.replace("gss", "GSS")


def _cell(row: dict, column: Column):
    value = row[column.name]
    if value is None:
        return "[z]" if row.get("status") == "z" else "[x]"
    if column.is_count and value == 0:
        return "[low]"
    if isinstance(value, str):
        return safe_text(value)
    return round(value, decimals(column))
