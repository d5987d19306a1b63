"""Which form a grid holds, and which column holds which field: by headings alone.

The name of a sheet or a file is never believed. The form whose fields match most
headings wins; where two match as many, the one of which a larger share is there. A
census names its modules itself.
"""

import re
from dataclasses import dataclass

from ingest.dates import day_from_1904
from ingest.findings import Finding
from ingest.grids import Grid, Row, Texts
from ingest.identifiers import shown_name
from ingest.layout import (
    TABULAR,
    Form,
    forms,
    heading_fields,
    heading_key,
    heading_words,
    person_columns,
    variant_years,
)
from ingest.reading_codes import plain_text

FEWEST_HEADINGS = 3
FEWEST_TO_READ_WORDS = 2
"""Known headings in a row before its other headings are read for their words."""
LONGEST_HEADING = 200


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
    above: list[Row]
    """The rows above the headings: a title, or what should stand below."""

    @property
    def numbers(self) -> list[int]:
        """The number of each row under the headings."""
        return self.grid.numbers[len(self.above) + 1 :]

    def texts(self, position: int) -> Texts:
        """The cells of a column under its heading. A bare number that stands for a day
        is told as the day where the workbook counts from 1904: nothing later knows.
        """
        cells = self.grid.columns[position][len(self.above) + 1 :]
        if self.grid.counts_from_1904 and self._is_of_days(position):
            return list(map(day_from_1904, cells))
        return cells

    def _is_of_days(self, position: int) -> bool:
        name = self.fields.get(position)
        return any(
            column.source_field == name and column.type in ("date", "month")
            for column in (
                *self.form.columns,
                *person_columns(self.form.return_name).values(),
            )
        )

    def position_of(self, source_field: str) -> int | None:
        """Where a field stands, or None."""
        for position, found in self.fields.items():
            if found == source_field:
                return position
        return None

    def person_positions(self) -> dict[int, str]:
        """Positions of births, ids, sectors and ages to their type, on every list."""
        person = person_columns(self.form.return_name)
        return {
            position: "age" if person[name].name == "age_years" else person[name].type
            for position, name in self.fields.items()
            if name in person
        }


def recognise(grid: Grid) -> Sheet | None:
    """The grid as a sheet of a known form, or None when it is none."""
    best: tuple[tuple[int, float], Sheet] | None = None
    for index in range(len(grid.head)):
        for form in (form for name in TABULAR for form in forms(name)):
            sheet = _as_sheet(grid, form, index)
            distinct = len(set(sheet.fields.values()))
            score = (distinct, distinct / len(form.fields))
            if distinct >= FEWEST_HEADINGS and (best is None or score > best[0]):
                best = (score, sheet)
    return best[1] if best else None


def recognise_module(grid: Grid) -> Sheet | None:
    """A module of a CIN census as a sheet, by its own name; None when unknown."""
    for form in forms("cin_census"):
        if form.label == grid.name and grid.numbers:
            return _as_sheet(grid, form, 0)
    return None


def _as_sheet(grid: Grid, form: Form, index: int) -> Sheet:
    """The grid as a sheet of `form` whose headings stand in its row `index`."""
    above, headings = grid.head[:index], grid.head[index][1]
    known = heading_fields(form.return_name)
    fields = {
        position: min(matched)
        for position, heading in enumerate(headings)
        if (matched := known.get(heading_key(heading or ""), frozenset()) & form.fields)
    }
    if len(fields) >= FEWEST_TO_READ_WORDS:
        fields |= _told_by_words(form, headings, fields)
    unknown = tuple(
        position
        for position, heading in enumerate(headings)
        if heading and position not in fields
    )
    return Sheet(grid, form, headings, fields, unknown, above)


def _told_by_words(
    form: Form, headings: list[str | None], known: dict[int, str]
) -> dict[int, str]:
    """Headings that nobody listed and that tell of one field alone, which no other does."""
    told: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        if not heading or position in known:
            continue
        plain = plain_text(heading[:LONGEST_HEADING])
        fields = {
            name
            for words, name in heading_words(form.return_name)
            if name in form.fields and words.search(plain)
        }
        if len(fields) == 1:
            told.setdefault(fields.pop(), []).append(position)
    taken = set(known.values())
    return {
        positions[0]: name
        for name, positions in told.items()
        if len(positions) == 1 and name not in taken
    }


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
    if grid.beside:
        return grid.beside
    if sheet is None:
        return f"sheet {grid.position}"
    if sheet.form.return_name != "annex_a":
        return sheet.form.label
    named = re.fullmatch(r"list[ _]?(\d{1,2})", grid.name.strip(), re.IGNORECASE)
    if named and int(named[1]) == sheet.form.position:
        return sheet.form.label
    return f"{sheet.form.label}, in sheet {grid.position}"


def layout_findings(sheet: Sheet, year: int | None) -> list[Finding]:
    """What is wrong with the headings of a sheet: nothing here stops at the first.

    `year` is the return year (2022: to March 2022), None when it is not known. A census
    leaves out what it has nothing to say in, so there nothing but the id can be missing.
    """
    file, label = shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
    found = []
    seen: set[str] = set()
    for position, name in sheet.fields.items():
        if name in seen:
            found.append(Finding("field_twice", file, label, name))
        seen.add(name)
        if sheet.form.table_name and name in sheet.form.unlisted_fields:
            found.append(Finding("column_not_landed", file, label, name))
        key = heading_key(sheet.headings[position] or "")
        first, last = variant_years(sheet.form.return_name).get(key, (0, 9999))
        if year and not first <= year <= last:
            found.append(Finding("heading_of_other_years", file, label, name))
    for position in sheet.unknown:
        place = f"column {column_letter(position)}"
        found.append(Finding("unknown_heading", file, label, place))
    for column in sheet.form.columns:
        if column.source_field in seen or (year and not column.is_in_force(year)):
            continue
        if column.type == "pseudonym":
            found.append(Finding("missing_child_id", file, label, column.source_field))
        elif sheet.form.return_name in TABULAR:
            found.append(Finding("missing_column", file, label, column.source_field))
    return found
