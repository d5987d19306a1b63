"""What the page is made of: sections of figures, each with the table behind it."""

import base64
import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from liia.release.report.tables import Row
from liia.release.report.wording import cell, month, year

ODDS_KEY = (
    ("above", "higher odds"),
    ("below", "lower odds"),
    ("neither", "could be chance"),
)
SYMBOLS = {
    "[z]": "not shown, a count is under 10",
    "[low]": "rounds to 0",
    "[x]": "not available",
}
LIMITS_KEY = (
    ("above", "above the 99.8 % limit"),
    ("below", "below the 99.8 % limit"),
    ("neither", "within the limits"),
)


@dataclass(frozen=True)
class Table:
    """The numbers behind a picture, as a person reads them."""

    columns: list[str]
    rows: list[list[str]]
    boroughs: list[str]
    """The borough of each row, or nothing: what the page marks as the reader's own."""

    @property
    def symbols(self) -> str:
        """What its cells in brackets mean, of those that it has."""
        has = {cell for row in self.rows for cell in row}
        return " ".join(f"{one} {SYMBOLS[one]}." for one in SYMBOLS if one in has)

    @property
    def download(self) -> str:
        """The table as a csv that the page itself holds, as an address."""
        file = io.StringIO(newline="")
        csv.writer(file).writerows([self.columns, *self.rows])
        encoded = base64.b64encode(file.getvalue().encode("utf-8-sig")).decode()
        return f"data:text/csv;charset=utf-8;base64,{encoded}"


@dataclass(frozen=True)
class Figure:
    """Pictures with what they show as their heading, and the table behind them."""

    anchor: str
    heading: str
    method: str
    pictures: list[str]
    table: Table
    source: str
    """The table of the release that its numbers are from."""
    notes: list[str] = field(default_factory=list)
    key: tuple[tuple[str, str], ...] = ()
    layout: str = "flow"
    """How its pictures stand: side by side, in thirds, a funnel beside its map; a wide
    one is not made smaller than can be read."""
    is_open: bool = False
    """Whether the table is seen at once: it is all there is to see, or something lacks."""


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    anchor: str
    title: str
    lead: str
    figures: list[Figure]
    short: str = ""
    """Its name in the list of parts."""


def table(rows: Iterable[Row], columns: Mapping[str, str]) -> Table:
    """Rows of a release under the headings of `columns`, in their order."""
    rows = list(rows)
    return Table(
        list(columns.values()),
        [[_cell(name, row.get(name, "")) for name in columns] for row in rows],
        [
            row.get("area_name", "") if row.get("area_level") == "borough" else ""
            for row in rows
        ],
    )


def _cell(name: str, text: str) -> str:
    if name == "time_period":
        return year(text)
    if name == "period_month":
        return month(text)
    return cell(text)
