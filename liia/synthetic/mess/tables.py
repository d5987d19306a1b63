"""Spoiling what stands in rows and columns: the sheets of a workbook, csv files.

A row is a tuple of cells in the order of the headings, the child's id first of all. What
comes out has the borough's habits and, here and there, a fault.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random

from liia.synthetic.mess.faults import Level, Mess, return_of
from liia.synthetic.mess.personality import Habits, habits_of

Cell = object
Row = tuple[Cell, ...]
BLANK = ""
"""A cell that is formatted and holds nothing; None is no cell at all."""
UNREADABLE = ("not known", "31/02/2025", "tbc")
OTHER_IDS = 50_000_000
COLUMN_MISSING_SHARE = 0.06
"""Of the lists and csv files of a severe mess."""
TITLES = (("Annex A",), ("Made up for no inspection",))
EXTRA = "Équipe fictive"

STARTS = {
    "Date of referral": "referral",
    "Continuous Assessment Start Date": "assessment",
    "Strategy discussion initiating Section 47 Enquiry Start Date": "s47",
    "Child Protection Plan Start Date": "cp_plan",
    "Date Started to be Looked After": "care",
    "CIN Start Date": "cin_episode",
    "DECOM": "episode",
}
"""Heading to the event that begins on its day."""
BIRTHS = frozenset({"Date of Birth", "DOB"})
ETHNICITIES = frozenset({"Ethnicity", "ETHNIC"})
DAYS = re.compile(r"\bdate\b|^(DECOM|DEC|REVIEW)$", re.IGNORECASE)


@dataclass
class Table:
    """One sheet or csv file on its way out."""

    mess: Mess
    file: str
    part: str
    on: date
    """The last day that the file tells of."""
    headings: tuple[str, ...]
    row: int = 0
    """The number, as a spreadsheet counts, of the row written last."""

    @cached_property
    def habits(self) -> Habits:
        habits = habits_of(self.mess)
        # Only a workbook can say from which year its days are counted.
        if not self.is_sheet and habits.date_style == "serial of 1904":
            return replace(habits, date_style="as dates")
        return habits

    @cached_property
    def rng(self) -> Random:
        return self.mess.rng(f"{self.file}/{self.part}")

    @cached_property
    def start(self) -> int | None:
        """The column of the day on which the event of a row begins."""
        named = [at for at, name in enumerate(self.headings) if name in STARTS]
        return named[0] if named else None

    @cached_property
    def event(self) -> str | None:
        return None if self.start is None else STARTS[self.headings[self.start]]

    @cached_property
    def born(self) -> int | None:
        return next((at for at, h in enumerate(self.headings) if h in BIRTHS), None)

    @property
    def is_sheet(self) -> bool:
        return self.part.startswith("List")

    def note(self, fault: str, was: Cell = "", became: Cell = "", **more: Cell) -> None:
        """Note a fault of the whole table."""
        self.mess.note(self.file, self.part, fault, was, became, **more)

    def note_row(
        self, row: Row, fault: str, was: Cell, became: Cell, column: int | None = None
    ) -> None:
        """Note a fault of the row that is written next, for each event it tells of."""
        events = [self.event]
        if self.event == "episode" and "S" in row[self.start + 1 : self.start + 2]:
            events.append("care")
        heading = None if column is None else self.headings[column]
        where = {"row": self.row + 1, "column": heading, "local_id": row[0]}
        for event in events:
            self.note(fault, was, became, event=event, **where)


def spoil_table(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """The headings and the rows under them, as this borough would send them."""
    if table.mess.level is Level.none:
        yield table.headings
        yield from rows
        return
    habits, headings = table.habits, table.headings
    left_out = _column_left_out(table)
    keep = [at for at in range(len(headings)) if at != left_out]
    extra = (habits.extra_column,) if habits.extra_column else ()
    if extra:
        table.note("extra column", became=extra[0])
    if table.is_sheet and habits.title_rows:
        table.note("rows above the headings", count=habits.title_rows)
        table.row += habits.title_rows
        yield from TITLES[: habits.title_rows]
    spelt = [habits.spell(headings[at]) for at in keep]
    changed = sum(s != headings[at] for s, at in zip(spelt, keep, strict=True))
    if changed:
        table.note("headings spelt otherwise", "", habits.heading_style, count=changed)
    table.row += 1
    yield (*spelt, *extra)
    for row in _spoilt_rows(table, rows):
        table.row += 1
        row = (_number(table, row), *row[1:])
        cells = [habits.write(row[at]) for at in keep if at < len(row)]
        is_short = len(row) < len(headings)
        yield (
            *cells,
            *(() if is_short else [EXTRA for _ in extra]),
            *row[len(headings) :],
        )
    if table.is_sheet and habits.blank_rows:
        table.note("blank rows with a format", count=habits.blank_rows)
        yield from [(BLANK,) * len(headings)] * habits.blank_rows


def _number(table: Table, row: Row) -> Cell:
    born = row[table.born] if table.born is not None else None
    born = born if isinstance(born, date) else None
    number = table.habits.number(row[0], table.on, born)
    if born and born > table.on and number != table.habits.number(row[0], table.on):
        where = {"row": table.row, "event": table.event, "local_id": row[0]}
        table.note("unborn child under another id", row[0], number, **where)
    return number


def _column_left_out(table: Table) -> int | None:
    if (
        table.mess.level is not Level.severe
        or table.rng.random() > COLUMN_MISSING_SHARE
    ):
        return None
    column = table.rng.randrange(1, len(table.headings))
    table.note("column missing", table.headings[column], column=table.headings[column])
    return column


def _spoilt_rows(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    start = table.start
    for row in rows:
        day = row[start] if start is not None else None
        change = None
        if isinstance(day, date):
            told = (return_of(table.file), table.event, row[0], day)
            change = table.mess.change_of_mind(*told)
        if change == "deleted later":
            table.note_row(row, change, day, "", start)
        elif change == "start restated":
            wrong = day - timedelta(days=table.rng.randint(1, 9))
            table.note_row(row, change, day, wrong, start)
            yield (*row[:start], wrong, *row[start + 1 :])
        else:
            yield from _with_fault(table, row, table.mess.draw(table.rng))


def _with_fault(table: Table, row: Row, fault: str | None) -> Iterator[Row]:
    """The row with its fault, where the table has what the fault would spoil."""
    start, rng = table.start, table.rng
    day = row[start] if start is not None else ""
    ethnicity = next(
        (at for at, h in enumerate(table.headings) if h in ETHNICITIES), None
    )
    if fault == "row repeated":
        table.note_row(row, fault, day, day)
        yield row
        yield row
    elif fault == "row left out" and table.event:
        table.note_row(row, fault, day, "")
    elif fault == "child under another id" and table.event:
        table.note_row(row, fault, day, day)
        yield row
        yield (row[0] + OTHER_IDS, *row[1:])
    elif fault == "start misdated" and isinstance(day, date):
        wrong = day - timedelta(days=rng.randint(1, 9))
        table.note_row(row, fault, day, wrong, start)
        yield (*row[:start], wrong, *row[start + 1 :])
    elif fault == "date unreadable" and (at := _a_day(table)) is not None:
        text = UNREADABLE[at % 3]
        table.note_row(row, fault, row[at] or "", text, at)
        yield (*row[:at], text, *row[at + 1 :])
    elif fault == "row too long" and not table.is_sheet:
        table.note_row(row, fault, len(row), len(row) + 1)
        yield (*row, "1")
    elif fault == "row too short" and not table.is_sheet and len(row) > 3:
        table.note_row(row, fault, len(row), len(row) - 1)
        yield row[:-1]
    elif fault == "ethnicity blank" and ethnicity is not None:
        table.note_row(row, fault, row[ethnicity], "", ethnicity)
        yield (*row[:ethnicity], None, *row[ethnicity + 1 :])
    else:
        yield row


def _a_day(table: Table) -> int | None:
    """A column of days at random; never that of births, which may refuse the file."""
    days = [
        at
        for at, name in enumerate(table.headings)
        if DAYS.search(name) and name not in BIRTHS
    ]
    return table.rng.choice(days) if days else None
