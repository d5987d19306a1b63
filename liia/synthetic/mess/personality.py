"""How a borough writes: the same in every file it sends."""

import re
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from random import Random

from liia.synthetic.draws import one_of
from liia.synthetic.mess.faults import Level, Mess

EPOCHS = {"serial": date(1899, 12, 30), "serial of 1904": date(1904, 1, 1)}
"""Excel counts days from either, as the workbook says."""
ID_PREFIX, UNBORN_PREFIX = "C", "U"
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

CODE = re.compile(r"[A-Z]{1,4}\d{0,2}[A-Z]?(?= -|:)|\d{1,2}[A-F]?(?=:)")
LETTER = re.compile(r"^[a-z]{1,2}\d?\) ")


@dataclass(frozen=True)
class Habits:
    """One borough's way of writing."""

    heading_style: str
    """as on the form, capitals, padded, or own words."""
    date_style: str
    """as dates, serial, serial of 1904, or a pattern such as %d-%b-%Y."""
    code_style: str
    """with letters, without letters, codes alone or capitals."""
    blank_rows: int
    title_rows: int
    """Above the headings of a sheet."""
    sheet_style: str
    """List 3, or 3. Referrals with the lists in another order."""
    extra_column: str
    """Its heading; empty for none."""
    delimiter: str
    encoding: str
    """Of csv files."""
    ids_change_on: date | None
    """Since then every id has a prefix, in all files: a new case system."""
    unborn_ids: str
    """own, or prefixed until the birth: the child then has two."""

    def spell(self, heading: str) -> str:
        """The heading as this borough writes it."""
        if self.heading_style == "own words":
            return VARIANTS.get(heading, heading)
        if self.heading_style == "capitals":
            return heading.upper()
        return f" {heading}  " if self.heading_style == "padded" else heading

    def number(self, local_id: object, on: date, born: date | None = None) -> object:
        """The id as the borough's system gave it out on that day."""
        if born and born > on and self.unborn_ids == "prefixed":
            local_id = f"{UNBORN_PREFIX}{local_id}"
        if self.ids_change_on and on >= self.ids_change_on:
            return f"{ID_PREFIX}{local_id}"
        return local_id

    def write(self, cell: object) -> object:
        """The cell as this borough writes it."""
        if isinstance(cell, date):
            if self.date_style == "as dates":
                return cell
            if epoch := EPOCHS.get(self.date_style):
                return (cell - epoch).days
            return cell.strftime(self.date_style)
        if not isinstance(cell, str) or self.code_style == "with letters":
            return cell
        if self.code_style == "capitals":
            return cell.upper()
        plain = LETTER.sub("", cell)
        found = CODE.match(plain) if self.code_style == "codes alone" else None
        return found.group() if found else plain


TIDY = Habits(
    "as on the form",
    "as dates",
    "with letters",
    blank_rows=0,
    title_rows=0,
    sheet_style="List",
    extra_column="",
    delimiter=",",
    encoding="utf-8",
    ids_change_on=None,
    unborn_ids="own",
)


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
    for habit in fields(Habits):
        value = getattr(habits, habit.name) or ""
        mess.note("every file", "", f"habit: {habit.name}", became=value)


@cache
def _habits(level: Level, seed: int, borough_code: str) -> Habits:
    rng = Mess(level, seed, borough_code).rng("personality")
    headings = {"as on the form": 40, "own words": 25, "capitals": 20, "padded": 15}
    dates = {"as dates": 60, "%d/%m/%Y": 20, "%d-%b-%Y": 10, "serial": 10}
    usual = Habits(
        one_of(rng, headings),
        one_of(rng, dates),
        one_of(rng, {"with letters": 70, "without letters": 30}),
        blank_rows=int(one_of(rng, {"0": 60, "25": 25, "400": 15})),
        title_rows=0,
        sheet_style="List",
        extra_column=one_of(rng, {"": 70, "Service area": 30}),
        delimiter=one_of(rng, {",": 80, ";": 20}),
        encoding=one_of(rng, {"utf-8": 60, "utf-8-sig": 20, "cp1252": 20}),
        ids_change_on=None,
        unborn_ids="own",
    )
    return _worse(rng, usual) if level is Level.severe else usual


def _worse(rng: Random, usual: Habits) -> Habits:
    """What no borough does every year, one or another of it."""
    dates = {"serial of 1904": 10, "%d/%m/%y": 10, "%Y-%m-%d": 10, usual.date_style: 70}
    codes = {"codes alone": 15, "capitals": 15, usual.code_style: 70}
    return Habits(
        usual.heading_style,
        one_of(rng, dates),
        one_of(rng, codes),
        usual.blank_rows,
        title_rows=int(one_of(rng, {"0": 80, "2": 20})),
        sheet_style=one_of(rng, {"List": 70, "named": 30}),
        extra_column=usual.extra_column,
        delimiter=one_of(rng, {usual.delimiter: 85, "\t": 15}),
        encoding=one_of(rng, {usual.encoding: 85, "utf-16": 15}),
        ids_change_on=date(2026, 1, 1) if rng.random() < 0.15 else None,
        unborn_ids=one_of(rng, {"own": 60, "prefixed": 40}),
    )
