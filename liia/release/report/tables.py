"""What the report reads: the tables of a release, as it published them.

A row maps column names to text; `z` is not shown, `low` is a rounded 0.
"""

import csv
import io
import re
from dataclasses import dataclass

Row = dict[str, str]
NOT_SHOWN = ("z", "c", "x", "low", "")


@dataclass(frozen=True)
class Tables:
    """A release: its manifest, and its tables by name, as rows and as the file's text."""

    manifest: dict
    rows: dict[str, list[Row]]
    texts: dict[str, str]
    """File name to its text: what a reader may download from the page."""

    def of(self, name: str) -> list[Row]:
        """The rows of a table, none when the release has no such table."""
        return self.rows.get(name, [])


def read_tables(files: dict[str, bytes], manifest: dict) -> Tables:
    """The csv files of a release, `liia_<table>_<period>_v<n>.csv`, by table."""
    rows, texts = {}, {}
    for file, content in files.items():
        found = re.fullmatch(r"liia_(\w+?)_\d{6}(?:_E\d+)?_v\d+\.csv", file)
        if not found:
            continue
        texts[file] = content.decode("utf-8-sig")
        rows[found[1]] = list(csv.DictReader(io.StringIO(texts[file])))
    return Tables(manifest, rows, texts)


def number(text: str | None) -> float | None:
    """A figure of the release; None where it is not shown."""
    return None if text is None or text in NOT_SHOWN else float(text)
