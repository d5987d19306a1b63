"""Spoiling what stands in rows and columns: the sheets of a workbook, csv files.

A row is a tuple of cells in the order of the headings, the child's id first of all. What
comes out has the borough's habits and, here and there, a fault.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from liia.synthetic.mess.faults import Level, Mess
from liia.synthetic.mess.personality import habits_of

Cell = object
Row = tuple[Cell, ...]
BLANK = ""
"""A cell that is formatted and holds nothing; None is no cell at all."""
UNREADABLE = ("not known", "31/02/2025", "tbc")
OTHER_IDS = 50_000_000
COLUMN_MISSING_SHARE = 0.06
"""Of the lists and csv files of a severe mess."""

STARTS = {
    "Date of referral": "referral",
    "Continuous Assessment Start Date": "assessment",
    "Strategy discussion initiating Section 47 Enquiry Start Date": "s47",
    "Child Protection Plan Start Date": "cp_plan",
    "Date Started to be Looked After": "care",
    "CIN Start Date": "cin_episode",
}
"""Heading to the event that begins on its day."""
BIRTHS = frozenset({"Date of Birth", "DOB"})
ETHNICITIES = frozenset({"Ethnicity", "ETHNIC"})


def spoil_table(
    mess: Mess,
    file: str,
    part: str,
    on: date,
    headings: tuple[str, ...],
    rows: Iterable[Row],
) -> Iterator[Row]:
    """The headings and the rows under them, as this borough would send them.

    `on` is the last day that the file tells of.
    """
    if mess.level is Level.none:
        yield headings
        yield from rows
        return
    habits = habits_of(mess)
    rng = mess.rng(f"{file}/{part}")
    left_out = _column_left_out(mess, rng, file, part, headings)
    keep = [at for at in range(len(headings)) if at != left_out]
    extra = habits.extra_column
    if extra:
        mess.note(file, part, "extra column", became=extra)
    spelt = [habits.spell(headings[at]) for at in keep]
    if spelt != [headings[at] for at in keep]:
        mess.note(file, part, "headings spelt otherwise", became=habits.heading_style)
    yield (*spelt, *([extra] if extra else []))
    for row in _spoilt_rows(mess, rng, file, part, headings, rows):
        row = (habits.number(row[0], on), *row[1:])
        cells = [habits.write(row[at]) for at in keep]
        overlong = row[len(headings) :]
        yield (*cells, *(["Équipe fictive"] if extra else []), *overlong)
    if part.startswith("List") and habits.blank_rows:
        mess.note(file, part, "blank rows with a format", became=habits.blank_rows)
        yield from [(BLANK,) * len(headings)] * habits.blank_rows


def _column_left_out(
    mess: Mess, rng: Random, file: str, part: str, headings: tuple[str, ...]
) -> int | None:
    if mess.level is not Level.severe or rng.random() > COLUMN_MISSING_SHARE:
        return None
    column = rng.randrange(1, len(headings))
    mess.note(file, part, "column missing", was=headings[column])
    return column


def _spoilt_rows(
    mess: Mess,
    rng: Random,
    file: str,
    part: str,
    headings: tuple[str, ...],
    rows: Iterable[Row],
) -> Iterator[Row]:
    starts = [(at, STARTS[name]) for at, name in enumerate(headings) if name in STARTS]
    start, event = starts[0] if starts else (None, None)
    ethnicity = next((at for at, h in enumerate(headings) if h in ETHNICITIES), None)
    others = [
        at
        for at, name in enumerate(headings)
        if re.search(r"\bdate\b", name, re.IGNORECASE) and name not in BIRTHS
    ]
    for row in rows:
        fault = mess.draw(rng)
        if fault is None:
            yield row
            continue
        day = row[start] if start is not None else ""
        told = {"event": event, "local_id": row[0]}
        if fault == "row repeated":
            mess.note(file, part, fault, day, day, **told)
            yield row
            yield row
        elif fault == "row left out" and event:
            mess.note(file, part, fault, day, "", **told)
        elif fault == "child under another id" and event:
            mess.note(file, part, fault, day, day, **told)
            yield row
            yield (row[0] + OTHER_IDS, *row[1:])
        elif fault == "start misdated" and event and isinstance(day, date):
            wrong = day - timedelta(days=rng.randint(1, 9))
            mess.note(file, part, fault, day, wrong, **told)
            yield (*row[:start], wrong, *row[start + 1 :])
        elif fault == "date unreadable" and others:
            at = rng.choice(others)
            whose = told if at == start else {"local_id": row[0]}
            mess.note(file, part, fault, row[at] or "", UNREADABLE[at % 3], **whose)
            yield (*row[:at], UNREADABLE[at % 3], *row[at + 1 :])
        elif fault == "row too long" and not part.startswith("List"):
            mess.note(file, part, fault, **told)
            yield (*row, "1")
        elif fault == "ethnicity blank" and ethnicity is not None:
            mess.note(file, part, fault, row[ethnicity], "", **told)
            yield (*row[:ethnicity], None, *row[ethnicity + 1 :])
        else:
            yield row
