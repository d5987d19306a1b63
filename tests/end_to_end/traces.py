"""Look for values in everything a home holds: databases by value, the rest by bytes."""

from collections.abc import Iterable
from pathlib import Path

import duckdb


def traces(folders: Iterable[Path], values: set[str]) -> list[tuple[str, str]]:
    """(file or table, value) for each value found below `folders`.

    A database is read cell by cell, each as its text: compression hides from a byte
    search what a query gives back. Every other file is searched as bytes, in UTF-8.
    """
    found = []
    wanted = {value: value.encode() for value in values}
    for path in (p for folder in folders for p in sorted(folder.rglob("*"))):
        if path.suffix == ".duckdb":
            found += _in_database(path, values)
        elif path.is_file():
            data = path.read_bytes()
            found += [(path.name, v) for v, needle in wanted.items() if needle in data]
    return found


def _in_database(path: Path, values: set[str]) -> list[tuple[str, str]]:
    found = []
    with duckdb.connect(str(path), read_only=True) as database:
        tables = database.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        for schema, table in tables:
            rows = database.execute(f'select * from "{schema}"."{table}"').fetchall()
            cells = {str(cell) for row in rows for cell in row}
            hits = {
                v for v in values for cell in cells if v == cell or _inside(v, cell)
            }
            found += [(f"{path.name}: {schema}.{table}", value) for value in hits]
    return found


def _inside(value: str, cell: str) -> bool:
    # An id of eight digits inside a hash is chance; inside words it is a leak.
    return len(cell) < 500 and f" {value} " in f" {cell} "
