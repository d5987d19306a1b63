"""The privacy gate: nothing more identifying than the notice allows comes in.

It reads every cell of every sheet, the lists that never land and the sheets that nobody
knows as well, and judges distinct values rather than cells. One hit refuses the file.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from pathlib import Path

from ingest import identifiers
from ingest.dates import day_from_1904, read_date, read_month
from ingest.findings import LARGEST_CELL, Finding, value_class
from ingest.grids import Grid, Texts
from ingest.identifiers import shown_name
from ingest.layout import heading_key, identifying_fields
from ingest.recognition import (
    Sheet,
    column_letter,
    sheet_label,
)

SHARED_PSEUDONYM = r"p1[a-z2-7]{26}"
"""What `liia pseudonymise` makes. A borough's own pattern may stand in liia.toml."""

_WIDEST_PSEUDONYM = re.compile(r"[A-Za-z0-9_-]{6,128}", re.ASCII)
"""Whatever pattern is entered: no blanks, nothing short enough to be a local number."""

TEN_DIGITS = re.compile(r"[0-9]{10}")
FEWEST_OF_TEN_DIGITS = 50
"""Different ids of ten digits, before a share of them says anything."""
MOST_LIKE_NHS = 0.25
"""Of numbers that mean nothing one in eleven passes the check of an NHS number."""

_IDENTIFYING_WORDS = re.compile(
    r"\b(fore|sur|first|last|middle|given|family|full|maiden|child|pupil)?s? ?names?\b"
    r"|\bnhs|\bupns?\b|unique pupil|\baddress|\be ?mail|\btele?phone|\bmobile\b|\bphone"
    r"|\binitials\b|\bni number\b|\bnational insurance\b|\bpassport"
)
_NAMING_WORDS = re.compile(
    r"(fore|sur|first ?|last ?|middle ?|given ?|family ?|full ?|child s? ?|pupil s? ?)"
    r"names?|name of (the )?(child|pupil)|nhs ?(no|num|number)|upn|unique pupil number"
)
"""Headings that on a sheet nobody knows can stand above nothing but identifiers."""


_SAYS_NONE = re.compile(r"UN\d", re.IGNORECASE)
"""What stands for a pupil number that is not known: it identifies nobody."""


def meaningless_numbers(sheets: Iterable[Sheet], id_pattern: str) -> frozenset[str]:
    """The ids of a submission when all are ten digits, as a borough's own pattern may
    allow, and too few pass the check of an NHS number for them to be any.
    """
    ids = {
        text
        for sheet in sheets
        for position, kind in sheet.person_positions().items()
        if kind == "pseudonym"
        for text in sheet.texts(position)
        if text
    }
    like_nhs = sum(map(identifiers.holds_nhs_number, ids))
    are_meaningless = (
        len(ids) >= FEWEST_OF_TEN_DIGITS
        and all(
            TEN_DIGITS.fullmatch(one) and re.fullmatch(id_pattern, one) for one in ids
        )
        and like_nhs < len(ids) * MOST_LIKE_NHS
    )
    return frozenset(ids) if are_meaningless else frozenset()


def identifying_findings(
    grid: Grid,
    sheet: Sheet | None,
    id_pattern: str = SHARED_PSEUDONYM,
    meaningless: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Every place of `grid` that holds more than the notice allows.

    A birth may be a month, or a date that is the first of one; an age, whole years; a
    postcode, its sector; an id, a pseudonym. `meaningless` numbers may stand as ids.
    """
    file, label = shown_name(grid.file), sheet_label(grid, sheet)
    found = _heading_findings(grid, sheet) if sheet else _unknown_heading_findings(grid)
    hits: dict[tuple[int, str, str], set[int]] = defaultdict(set)
    kinds = sheet.person_positions() if sheet else {}
    for position, texts in enumerate(grid.columns):
        holds_ids = kinds.get(position) == "pseudonym"
        harmless = meaningless if holds_ids else frozenset()
        _note(hits, position, grid.numbers, texts, _identifying, harmless)
    births = {p for p, kind in _kinds_of_column(grid, sheet).items() if kind == "month"}
    for position, judge in _judges_of_columns(grid, sheet, id_pattern).items():
        # Headings are not judged as what stands below them.
        below = sheet.texts(position) if sheet else grid.columns[position]
        numbers = sheet.numbers if sheet else grid.numbers
        if grid.counts_from_1904 and position in births:
            below = list(map(day_from_1904, below))
        _note(hits, position, numbers, below, judge)
    for (position, rule, kind), rows in sorted(hits.items()):
        name = sheet.fields.get(position) if sheet else None
        column = name or f"column {column_letter(position)}"
        if grid.beside:
            column = None
        rows.discard(0)  # What stands beside the cells of a workbook stands in no row.
        found.append(Finding(rule, file, label, column, tuple(sorted(rows)), kind))
    return found


def _judges_of_columns(
    grid: Grid, sheet: Sheet | None, id_pattern: str
) -> dict[int, Callable[[str], str | None]]:
    """Position to what judges the cells below its heading."""
    judges: dict[int, Callable[[str], str | None]] = {
        position: partial(_CHECKS[kind], id_pattern=id_pattern)
        for position, kind in _kinds_of_column(grid, sheet).items()
    }
    if sheet:
        identifies = identifying_fields(sheet.form.return_name)
        for position, name in sheet.fields.items():
            if name in identifies:
                judges[position] = _filled
    return judges


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
        if _IDENTIFYING_WORDS.search(_heading_words(sheet.headings[position]))
    ]


def _unknown_heading_findings(grid: Grid) -> list[Finding]:
    """On a sheet that is no list, what plainly heads a column of names or numbers."""
    return [
        Finding("identifying_heading", shown_name(grid.file), label, place, (row,))
        for label in [sheet_label(grid, None)]
        for row, cells in grid.head
        for position, text in enumerate(cells)
        for place in [f"column {column_letter(position)}"]
        if _NAMING_WORDS.fullmatch(_heading_words(text))
    ]


def _heading_words(text: str | None) -> str:
    """childSurname, CHILD_SURNAME and Child's surname as child (s) surname."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", (text or "")[:200])
    return re.sub(r"[\W_]+", " ", spaced).strip().lower()


def _kinds_of_column(grid: Grid, sheet: Sheet | None) -> dict[int, str]:
    """Which columns hold births, sectors, ages or ids, known list or not."""
    kinds = {} if sheet is None else sheet.person_positions()
    for _, cells in grid.head:
        for position, text in enumerate(cells):
            if text and position not in kinds and _is_birth_heading(text):
                kinds[position] = "month"
    return kinds


def _is_birth_heading(text: str) -> bool:
    key = heading_key(text[:200])
    births = ("dateofbirth", "birthdate", "birthday", "dateborn", "monthofbirth")
    return key.endswith("dob") or key.startswith("dob") or any(b in key for b in births)


def name_findings(paths: list[Path], grids: list[Grid]) -> list[Finding]:
    """Identifiers in the names of files and of sheets, told without the name."""
    found = [
        Finding(rule, f"file {number} of {len(paths)}", "its name")
        for number, path in enumerate(paths, start=1)
        if (rule := _identifying(path.name))
    ]
    found += [
        Finding(rule, shown_name(grid.file), f"name of sheet {grid.position}")
        for grid in grids
        if not grid.beside
        and grid.name != grid.file.stem
        and (rule := _identifying(grid.name))
    ]
    return found


def _note(
    hits: dict[tuple[int, str, str], set[int]],
    position: int,
    numbers: list[int],
    texts: Texts,
    judge: Callable[[str], str | None],
    harmless: frozenset[str] = frozenset(),
) -> None:
    """Add where a column's cells break a rule; each different text is judged once."""
    judged = set(texts) - harmless
    broken = {text: rule for text in judged if text and (rule := judge(text))}
    for row, text in zip(numbers, texts, strict=True) if broken else ():
        if text in broken:
            hits[position, broken[text], value_class(text)].add(row)


def _identifying(text: str) -> str | None:
    # The cap comes before any pattern: a long cell is a way to stop a reader.
    if len(text) > LARGEST_CELL:
        return "oversized_cell"
    return identifiers.identifier_in(text)


def _filled(text: str) -> str | None:
    return None if _SAYS_NONE.fullmatch(text) else "identifying_column"


def _birth(text: str, id_pattern: str) -> str | None:
    if read_month(text):
        return None
    day = read_date(text)
    if day is None:
        # Digits that no form of ours reads may be a day of birth in some other form.
        return "birth_day" if re.search(r"\d", text) else None
    return "birth_day" if day.day != 1 else None


def _sector(text: str, id_pattern: str) -> str | None:
    like = identifiers.LIKE_A_POSTCODE.fullmatch(text)
    finer = like.group(3) if like else identifiers.POSTCODE.search(text)
    return "full_postcode" if finer else None


def _age(text: str, id_pattern: str) -> str | None:
    # A month is a twelfth of a year: two decimals begin to tell days apart.
    decimals = re.search(r"\d\.(\d+)", text)
    return "exact_age" if decimals and len(decimals[1].rstrip("0")) > 1 else None


@lru_cache(1 << 17)  # The ids of one list are mostly those of the next.
def _pseudonym(text: str, id_pattern: str) -> str | None:
    is_one = _WIDEST_PSEUDONYM.fullmatch(text) and re.fullmatch(id_pattern, text)
    return None if is_one else "raw_child_id"


_CHECKS: dict[str, Callable[..., str | None]] = {
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
