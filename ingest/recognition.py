"""Which list a grid holds, and which column holds which field: by headings alone.

A sheet's name is never believed. The list whose fields match most headings wins; where
two match as many, the one of which a larger share is there.
"""

import re
from dataclasses import dataclass, field

from ingest.findings import Finding
from ingest.identifiers import shown_name
from ingest.layout import Form, forms, heading_fields, heading_key, person_columns
from ingest.readers import Grid, Row

LOOK_FOR_HEADINGS_IN_ROWS = 10
"""Boroughs put a title above the headings; nobody has been seen to put ten."""
FEWEST_HEADINGS = 3


@dataclass(frozen=True)
class Sheet:
    """A grid whose list is known."""

    grid: Grid
    form: Form
    headings: list[str | None]
    fields: dict[int, str]
    """Column position (0 for column A) to the field on the form."""
    unknown: tuple[int, ...]
    """Positions of headings that we do not know."""
    rows: list[Row] = field(repr=False)
    """The rows under the headings."""

    def position_of(self, source_field: str) -> int | None:
        """Where a field stands, or None."""
        for position, found in self.fields.items():
            if found == source_field:
                return position
        return None

    def person_positions(self) -> dict[int, str]:
        """Positions of births, ids, sectors and ages to their type, on every list."""
        person = person_columns()
        return {
            position: "age" if person[name].name == "age_years" else person[name].type
            for position, name in self.fields.items()
            if name in person
        }


def recognise(grid: Grid) -> Sheet | None:
    """The grid as a sheet of a known list, or None when it is none."""
    best: tuple[tuple[int, float], Sheet] | None = None
    for index, (_, cells) in enumerate(grid.rows[:LOOK_FOR_HEADINGS_IN_ROWS]):
        known = [heading_fields().get(heading_key(cell or "")) for cell in cells]
        if sum(1 for fields in known if fields) < FEWEST_HEADINGS:
            continue
        for form in forms():
            own = {*(c.source_field for c in form.columns), *form.unlisted_fields}
            fields = {
                position: min(matched)
                for position, candidates in enumerate(known)
                if candidates and (matched := candidates & own)
            }
            distinct = len(set(fields.values()))
            score = (distinct, distinct / len(own))
            if best is None or score > best[0]:
                unknown = tuple(
                    position
                    for position, cell in enumerate(cells)
                    if cell and position not in fields
                )
                sheet = Sheet(
                    grid, form, cells, fields, unknown, grid.rows[index + 1 :]
                )
                best = (score, sheet)
    if best is None or best[0][0] < FEWEST_HEADINGS:
        return None
    return best[1]


def column_letter(position: int) -> str:
    """Column A for position 0, AA for 26: what a spreadsheet calls it."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_label(grid: Grid, sheet: Sheet | None) -> str:
    """What messages call a sheet: the list, and the sheet's place when it differs.

    The sheet's own name is shown only when it is plainly a list's: a sheet named after
    a child must not name her in a receipt.
    """
    if sheet is None:
        return f"sheet {grid.position}"
    named = re.fullmatch(r"list[ _]?(\d{1,2})", grid.name.strip(), re.IGNORECASE)
    if named and int(named[1]) == sheet.form.list_number:
        return sheet.form.label
    return f"{sheet.form.label}, in sheet {grid.position}"


def layout_findings(sheet: Sheet) -> list[Finding]:
    """What is wrong with the headings of a sheet: nothing here stops at the first."""
    file, label = shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
    found = []
    seen: set[str] = set()
    for name in sheet.fields.values():
        if name in seen:
            found.append(Finding("field_twice", file, label, name))
        seen.add(name)
        if sheet.form.table_name and name in sheet.form.unlisted_fields:
            found.append(Finding("column_not_landed", file, label, name))
    for position in sheet.unknown:
        place = f"column {column_letter(position)}"
        found.append(Finding("unknown_heading", file, label, place))
    for column in sheet.form.columns:
        if column.source_field not in seen:
            missing_id = column.type == "pseudonym"
            rule = "missing_child_id" if missing_id else "missing_column"
            found.append(Finding(rule, file, label, column.source_field))
    return found
