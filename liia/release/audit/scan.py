"""Every byte of a release searched for what has no place in it."""

import base64
import re
import zipfile
from collections.abc import Collection
from pathlib import Path

_FORBIDDEN = {
    "a pseudonym": rb"(?<![a-z0-9])[pk][0-9][a-z2-7]{26}(?![a-z0-9])",
    "a key": rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])",
    "a date finer than a month": rb"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{4}\b",
    "a postcode": rb"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
    "a URN": rb"\b(?:SC|URN ?)\d{6,7}\b",
}
"""What it is called, and what it looks like."""
_TEXT = (".txt", ".md")
_DOWNLOAD = rb"(?<=;base64,)[A-Za-z0-9+/=]+"
"""A table that a page holds for its reader to keep."""


def scan(folder: Path, days: Collection[str]) -> list[str]:
    """What was found, by file; never the thing itself.

    `days` may be told: the one that a release is named by, and those of no child.
    """
    found, told = [], "|".join(sorted(days)).encode()
    for path in sorted(folder.iterdir()):
        hits = {
            what
            for text in _texts(path)
            for what, pattern in _FORBIDDEN.items()
            if re.search(pattern, re.sub(told, b"", text))
        }
        found += [f"{path.name} holds what looks like {what}" for what in sorted(hits)]
    return found


def _texts(path: Path):
    """The text of a file, of a workbook's sheets and of a parquet file's words."""
    if path.suffix == ".csv":
        # The same few cells, over and over: each is looked at once.
        yield b"\n".join({*re.split(rb"[,\r\n]+", path.read_bytes())})
    elif path.suffix == ".html":
        page = path.read_bytes()
        yield re.sub(_DOWNLOAD, b"", page)
        for table in re.findall(_DOWNLOAD, page):
            yield base64.b64decode(table)
    elif path.suffix in _TEXT:
        yield path.read_bytes()
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            # Its properties hold the moment it was made; cells do not.
            for name in book.namelist():
                if name.startswith(("xl/sharedStrings", "xl/worksheets/sheet")):
                    yield re.sub(rb"<[^>]*>", b"\n", book.read(name))
    elif path.suffix in (".parquet", ".duckdb"):
        yield from _words(path)


def _words(path: Path):
    import duckdb

    with duckdb.connect(":memory:") as reader:
        quoted = str(path).replace("'", "''")
        if path.suffix == ".parquet":
            sources = [f"read_parquet('{quoted}')"]
        else:
            reader.execute(f"attach '{quoted}' as found (read_only)")
            tables = reader.execute(
                "select schema_name, table_name from duckdb_tables() "
                "where database_name = 'found'"
            ).fetchall()
            sources = [f'found."{schema}"."{name}"' for schema, name in tables]
        for source in sources:
            columns = reader.execute(f"describe select * from {source}").fetchall()
            for name, kind, *_ in columns:
                if kind in ("VARCHAR", "DATE", "TIMESTAMP"):
                    values = reader.execute(
                        f'select distinct cast("{name}" as varchar) from {source} '
                        f'where "{name}" is not null'
                    ).fetchall()
                    yield "\n".join(value for (value,) in values).encode()
