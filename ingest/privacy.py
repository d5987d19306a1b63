"""The privacy gate: nothing more identifying than the notice allows comes in.

It reads every cell of every sheet, the lists that never land and the sheets that nobody
knows as well, and judges distinct values rather than cells. One hit refuses the file.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from ingest import identifiers
from ingest.dates import read_date, read_month
from ingest.findings import Finding, value_class
from ingest.identifiers import shown_name
from ingest.layout import heading_key, identifying_fields
from ingest.readers import LARGEST_CELL, Grid, Row
from ingest.recognition import (
    LOOK_FOR_HEADINGS_IN_ROWS,
    Sheet,
    column_letter,
    sheet_label,
)

SHARED_PSEUDONYM = r"p1[a-z2-7]{26}"
"""What `liia pseudonymise` makes. A borough's own pattern may stand in liia.toml."""

_IDENTIFYING_WORDS = re.compile(
    r"\b(fore|sur|first|last|middle|given|family|full|maiden|child)?'?s?[ _]?names?\b"
    r"|\bnhs\b|\bupn\b|unique pupil|\baddress|\be-?mail|\btele?phone|\bmobile\b|\bphone",
    re.IGNORECASE,
)


_SAYS_NONE = re.compile(r"UN\d", re.IGNORECASE)
"""What stands for a pupil number that is not known: it identifies nobody."""


def identifying_findings(
    grid: Grid, sheet: Sheet | None, id_pattern: str = SHARED_PSEUDONYM
) -> list[Finding]:
    """Every place of `grid` that holds more than the notice allows.

    A birth may be a month, or a date that is the first of one; an age, whole years; a
    postcode, its sector; an id, a pseudonym.
    """
    file, label = shown_name(grid.file), sheet_label(grid, sheet)
    kinds = _kinds_of_column(grid, sheet)
    first_data_row = _first_data_row(grid, sheet)
    identifies = identifying_fields(sheet.form.return_name) if sheet else frozenset()
    found = _heading_findings(grid, sheet) if sheet else []
    for position, rows_of in _distinct(grid.rows).items():
        name = sheet.fields.get(position) if sheet else None
        check = _CHECKS.get(kinds.get(position, ""))
        hits: dict[tuple[str, str], list[int]] = defaultdict(list)
        for text, rows in rows_of.items():
            rule = _identifying(text)
            if rule is None and name in identifies and not _SAYS_NONE.fullmatch(text):
                rows = [row for row in rows if row >= first_data_row]
                rule = "identifying_column" if rows else None
            if rule is None and check:
                rows = [row for row in rows if row >= first_data_row]
                rule = check(text, id_pattern) if rows else None
            if rule:
                hits[rule, value_class(text)].extend(rows)
        column = name or f"column {column_letter(position)}"
        for (rule, kind), rows in hits.items():
            found.append(Finding(rule, file, label, column, tuple(sorted(rows)), kind))
    return found


def _heading_findings(grid: Grid, sheet: Sheet) -> list[Finding]:
    label = sheet_label(grid, sheet)
    return [
        Finding(
            "identifying_heading",
            shown_name(grid.file),
            label,
            f"column {column_letter(position)}",
        )
        for position in sheet.unknown
        if _IDENTIFYING_WORDS.search((sheet.headings[position] or "")[:200])
    ]


def _kinds_of_column(grid: Grid, sheet: Sheet | None) -> dict[int, str]:
    """Which columns hold births, sectors, ages or ids, known list or not."""
    kinds = {} if sheet is None else sheet.person_positions()
    for _, cells in grid.rows[:LOOK_FOR_HEADINGS_IN_ROWS]:
        for position, text in enumerate(cells):
            if text and position not in kinds and _is_birth_heading(text):
                kinds[position] = "month"
    return kinds


def _is_birth_heading(text: str) -> bool:
    key = heading_key(text[:200])
    return key.endswith("dob") or "dateofbirth" in key or "birthdate" in key


def name_findings(paths: list[Path], grids: list[Grid]) -> list[Finding]:
    """Identifiers in the names of files and of sheets, told without the name."""
    found = [
        Finding(rule, f"file {number} of {len(paths)}", "its name")
        for number, path in enumerate(paths, start=1)
        if (rule := _identifying(path.stem))
    ]
    found += [
        Finding(rule, shown_name(grid.file), f"name of sheet {grid.position}")
        for grid in grids
        if grid.name != grid.file.stem and (rule := _identifying(grid.name))
    ]
    return found


def _distinct(rows: list[Row]) -> dict[int, dict[str, list[int]]]:
    """Column position to each distinct text to the rows that hold it."""
    found: dict[int, dict[str, list[int]]] = defaultdict(dict)
    for number, cells in rows:
        for position, text in enumerate(cells):
            if text is not None:
                found[position].setdefault(text, []).append(number)
    return found


def _first_data_row(grid: Grid, sheet: Sheet | None) -> int:
    """The row below the headings; past the end where a list has none, as small boroughs'
    often have: else its heading would be judged as an id."""
    if sheet is None or not grid.rows:
        return 1
    return sheet.rows[0][0] if sheet.rows else grid.rows[-1][0] + 1


def _identifying(text: str) -> str | None:
    # The cap comes before any pattern: a long cell is a way to stop a reader.
    if len(text) > LARGEST_CELL:
        return "oversized_cell"
    for rule, holds in identifiers.DETECTORS.items():
        if holds(text):
            return rule
    return None


def _birth(text: str, _: str) -> str | None:
    if read_month(text):
        return None
    day = read_date(text)
    if day is None:
        # Digits that no form of ours reads may be a day of birth in some other form.
        return "birth_day" if re.search(r"\d", text) else None
    return "birth_day" if day.day != 1 else None


def _sector(text: str, _: str) -> str | None:
    like = identifiers.LIKE_A_POSTCODE.fullmatch(text)
    finer = like.group(3) if like else identifiers.POSTCODE.search(text)
    return "full_postcode" if finer else None


def _age(text: str, _: str) -> str | None:
    # A month is a twelfth of a year: two decimals begin to tell days apart.
    decimals = re.search(r"\d\.(\d+)", text)
    return "exact_age" if decimals and len(decimals[1].rstrip("0")) > 1 else None


def _pseudonym(text: str, id_pattern: str) -> str | None:
    return None if re.fullmatch(id_pattern, text) else "raw_child_id"


_CHECKS: dict[str, Callable[[str, str], str | None]] = {
    "month": _birth,
    "sector": _sector,
    "age": _age,
    "pseudonym": _pseudonym,
}


def as_month(text: str) -> str | None:
    """A birth as the first of its month, YYYY-MM-01, or None when it is no birth."""
    day = read_month(text) or read_date(text)
    return day.replace(day=1).isoformat() if day else None


def as_sector(text: str) -> str | None:
    """A postcode or a sector as its sector, such as E17 9, or None when it is neither."""
    like = identifiers.LIKE_A_POSTCODE.fullmatch(text)
    if like is None:
        return None
    return f"{like.group(1).upper()} {like.group(2) or like.group(4)}"
