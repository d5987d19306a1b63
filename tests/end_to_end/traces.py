"""Look for values in everything a home holds: databases by value, the rest by bytes."""

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

_WORD = re.compile(r"[\w./-]+")
"""A number is not looked for inside another: 0.584671 seconds are nobody's id."""


PUBLIC = ("intermediate.int_calendar", "seeds.")
"""Tables, or beginnings of their names, of days and facts that are nobody's: a six-digit
id may well be some sector's easting too."""


def traces(folders: Iterable[Path], values: set[str]) -> list[tuple[str, int]]:
    """(file or table, how many of the values) for each that holds one; never the values.

    A database is read cell by cell, each as its text: compression hides from a byte
    search what a query gives back. Every other file is searched as text, in UTF-8.
    Values are one word or two.
    """
    found = []
    for path in (p for folder in folders for p in sorted(folder.rglob("*"))):
        if path.suffix == ".duckdb":
            for table, cells in _tables(path):
                if table.startswith(PUBLIC):
                    continue
                held = values & {words for cell in cells for words in _words(cell)}
                found.append((f"{path.name}: {table}", len(held)))
        elif path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            found.append((path.name, len(values & set(_words(text)))))
    return [(place, held) for place, held in found if held]


def _tables(path: Path) -> Iterator[tuple[str, set[str]]]:
    with duckdb.connect(str(path), read_only=True) as database:
        tables = database.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        for schema, table in tables:
            rows = database.execute(f'select * from "{schema}"."{table}"').fetchall()
            cells = {str(cell) for row in rows for cell in row if cell is not None}
            yield f"{schema}.{table}", cells


def _words(text: str) -> Iterator[str]:
    """Each word, and each two words that stand together."""
    words = [word.strip("./-") for word in _WORD.findall(text)]
    yield from words
    yield from (f"{a} {b}" for a, b in itertools.pairwise(words))
