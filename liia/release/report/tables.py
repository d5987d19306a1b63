"""What the report reads: the tables of a release, as it published them.

A row maps column names to text; `z` is not shown, `low` is a rounded 0, `x` is not
available. Every row is given `area_name` and `area_level`, however its table tells them.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Row = dict[str, str]
NOT_SHOWN = ("z", "c", "x", "low", "")
READ = (
    "equality_odds_ratios",
    "equality_ladder",
    "equality_trends",
    "benchmarks",
    "practice_changes",
    "sufficiency",
    "placement_flows",
    "submissions",
)
"""What is drawn. A release may hold more: it stands in the list of its files alone."""
_LEVELS = {"London": "london", "Inner London": "inner", "Outer London": "outer"}


@dataclass(frozen=True)
class Tables:
    """A release: its manifest, the rows of its tables by name, and its files by table."""

    manifest: dict
    rows: dict[str, list[Row]]
    files: dict[str, str]

    def of(self, name: str) -> list[Row]:
        """The rows of a table, none when the release has no such table."""
        return self.rows.get(name, [])


def read_tables(files: Mapping[str, bytes], manifest: dict) -> Tables:
    """The csv files of a release, `liia_<table>_<period>_v<n>.csv`, by table."""
    rows, names = {}, {}
    for file, content in files.items():
        found = re.fullmatch(r"liia_(\w+?)_\d{6}(?:_E\d+)?_v\d+\.csv", file)
        if not found:
            continue
        table = found[1]
        names[table] = file
        if table in READ:
            lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
            rows[table] = list(_placed(lines))
    return Tables(manifest, rows, names)


def _placed(lines: Iterable[Row]) -> Iterator[Row]:
    for row in lines:
        # Most rows are of single ethnic codes, which no picture shows.
        if row.get("ethnicity_level", "group") != "group":
            continue
        name = row.get("area_name") or row.get("la_name") or row.get("region_name", "")
        yield {**row, "area_name": name, "area_level": _LEVELS.get(name, "borough")}


def number(text: str | None) -> float | None:
    """A figure of the release; None where it is not shown."""
    return None if text is None or text in NOT_SHOWN else float(text)


def whole(text: str | None) -> float | None:
    """A number of children; a published 0 is 0."""
    return 0.0 if text == "low" else number(text)


def is_true(text: str | None) -> bool:
    """A flag of the release, in whichever way a table writes it."""
    return (text or "").lower() in ("true", "1", "1.00", "yes")


def latest(rows: Iterable[Row]) -> str:
    """The latest year of some rows; empty without rows."""
    return max((row["time_period"] for row in rows), default="")
