"""How a borough writes: the same in every file it sends."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from liia.synthetic.draws import one_of
from liia.synthetic.mess.faults import Level, Mess

EXCEL_EPOCH = date(1899, 12, 30)
ID_PREFIX = "C"
VARIANTS = {
    "Child Unique ID": "Child ID",
    "Gender": "Sex",
    "Date of Birth": "DOB",
    "Ethnicity": "Ethnic Group",
    "Date of referral": "Referral Date",
    "Age of Child (Years)": "Age",
    "CHILD": "CHILDID",
    "PLACE": "PL",
}
"""Headings as the forms have them, and as some write them."""


@dataclass(frozen=True)
class Habits:
    """One borough's way of writing."""

    heading_style: str
    """as on the form, capitals, padded, or own words."""
    date_style: str
    """as dates, serial, or a pattern such as %d-%b-%Y."""
    code_style: str
    """with letters, or without: Annex A's "b) Female" or "Female"."""
    blank_rows: int
    extra_column: str
    """Its heading; empty for none."""
    delimiter: str
    encoding: str
    """Of csv files."""
    ids_change_on: date | None
    """Since then every id has a prefix, in all files: a new case system."""

    def spell(self, heading: str) -> str:
        """The heading as this borough writes it."""
        if self.heading_style == "own words":
            return VARIANTS.get(heading, heading)
        if self.heading_style == "capitals":
            return heading.upper()
        return f" {heading}  " if self.heading_style == "padded" else heading

    def number(self, local_id: object, on: date) -> object:
        """The id as the borough's system gave it out on that day."""
        if self.ids_change_on and on >= self.ids_change_on:
            return f"{ID_PREFIX}{local_id}"
        return local_id

    def write(self, cell: object) -> object:
        """The cell as this borough writes it."""
        if isinstance(cell, date):
            if self.date_style == "as dates":
                return cell
            if self.date_style == "serial":
                return (cell - EXCEL_EPOCH).days
            return cell.strftime(self.date_style)
        if isinstance(cell, str) and self.code_style == "without letters":
            return re.sub(r"^[a-z]\d?\) ", "", cell)
        return cell


TIDY = Habits("as on the form", "as dates", "with letters", 0, "", ",", "utf-8", None)


def habits_of(mess: Mess) -> Habits:
    """The habits of a borough."""
    if mess.level is Level.none:
        return TIDY
    return _habits(mess.level, mess.seed, mess.borough_code)


def note_habits(mess: Mess) -> None:
    """Write the borough's habits among its faults, once."""
    if mess.level is Level.none:
        return
    habits = habits_of(mess)
    for name in ("date_style", "code_style", "delimiter", "encoding", "ids_change_on"):
        mess.note(
            "every file", "", f"habit: {name}", became=getattr(habits, name) or ""
        )


@cache
def _habits(level: Level, seed: int, borough_code: str) -> Habits:
    rng = Mess(level, seed, borough_code).rng("personality")
    dates = {"as dates": 60, "%d/%m/%Y": 20, "%d-%b-%Y": 10, "serial": 10}
    headings = {"as on the form": 40, "own words": 25, "capitals": 20, "padded": 15}
    return Habits(
        one_of(rng, headings),
        one_of(rng, dates),
        one_of(rng, {"with letters": 70, "without letters": 30}),
        int(one_of(rng, {"0": 60, "25": 25, "400": 15})),
        one_of(rng, {"": 70, "Service area": 30}),
        one_of(rng, {",": 80, ";": 20}),
        one_of(rng, {"utf-8": 60, "utf-8-sig": 20, "cp1252": 20}),
        date(2026, 1, 1) if level is Level.severe and rng.random() < 0.15 else None,
    )
