"""From the csv files of a release to what a reader of them knows."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
from scipy import sparse

from liia.release.audit.contents import COUNTS, Counts, table_csv
from liia.release.audit.knowledge import Knowledge

WITHIN = 4
"""Every published figure and promised total is so near the truth, readers are told."""
FEWEST_AREAS = 4
"""Readers are told that totals over fewer areas with children are not promised."""

Cell = tuple[str, ...]
"""Cube, measure, borough (GSS code), categories, figure."""
Figures = dict[Cell, int]
_CUBES = {table.cube: table for table in COUNTS.values()}


@dataclass(frozen=True)
class Side:
    """One side of a relation: the sum of figures of a measure, or of each (`*`)."""

    cube: str
    measure: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """What is true of two sides, borough by borough and category by category."""

    is_same: bool
    """Whether the two are equal; if not, the lesser never exceeds the greater."""
    lesser: Side
    greater: Side
    same_by: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """Facts that any reader has: what belongs to what."""

    inner_outer: Mapping[str, str]
    """By GSS code of the borough."""
    ethnic_group: Mapping[str, str]
    """By ethnic code."""
    relations: tuple[Relation, ...] = ()

    def joined(self, parts: Collection[tuple[str, str]]) -> list[set[tuple[str, str]]]:
        """Cubes and measures in sets that no relation joins to each other."""
        sets = [{part} for part in sorted(parts)]
        for relation in self.relations:
            sides = (relation.lesser, relation.greater)
            for measure in {m for _, m in parts} if sides[0].measure == "*" else ("",):
                named = {(s.cube, measure or s.measure) for s in sides}
                joined = set().union(*(s for s in sets if s & named))
                sets = [s for s in sets if not s & named] + [joined] * bool(joined)
        return sets

    def belongs(self, column: str) -> list:
        """What a value of that column is told under: itself, its group, everything."""
        groups = {
            "area": [self.inner_outer.get],
            "ethnicity_code": [self.ethnic_group.get],
        }
        return [lambda value: value, *groups.get(column, []), lambda _: ""]


def number(said) -> float | None:
    """What a cell of any format says; `low` is a published 0, None is not shown.

    What is no number is not-a-number, which equals nothing.
    """
    if said is None or said in ("z", "x", "[z]", "[x]"):
        return None
    try:
        return 0.0 if said in ("low", "[low]") else float(said)
    except ValueError:
        return math.nan


def read_figures(folder: Path) -> dict[str, Figures]:
    """By period, the published cells of every cube.

    Raises ValueError where a count is not told as a number, or a cell is told twice.
    """
    import duckdb

    periods: dict[str, Figures] = defaultdict(dict)
    for name, table in COUNTS.items():
        if (path := table_csv(folder, name)) is None:
            continue
        columns = [told_as(category) for category in table.categories]
        measure = "measure" if table.has_measures else f"'{table.cube}'"
        with duckdb.connect() as reader:
            rows = reader.execute(
                f"select time_period, {measure}, new_la_code, "
                f"{', '.join([*columns, *table.figures])} "
                "from read_csv(?, all_varchar = true) where new_la_code is not null "
                + "".join(f" and {column} != 'Total'" for column in columns),
                [str(path)],
            ).fetchall()
        width = 3 + len(columns)
        for row in rows:
            for figure, said in zip(table.figures, row[width:], strict=True):
                cell = (table.cube, *row[1:width], figure)
                told = number(said)
                if cell in periods[row[0]] or told is None:
                    raise ValueError(cell[0])
                periods[row[0]][cell] = int(told)
    return dict(periods)


def told_as(category: str) -> str:
    """What a category of a cube is called where it is published."""
    return "ethnicity" if category == "ethnicity_code" else category


@dataclass
class Rounded:
    """Figures after keyed rounding, and what they tell."""

    cells: list[Cell]
    knowledge: Knowledge
    totals: int
    """How many of the rows are promised totals; the others are declared relations."""

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the counts without a step stand, and those with it of the same group."""
        place = {cell: number for number, cell in enumerate(self.cells)}
        found = [
            (number, place[(*cell[:-1], "children_with")])
            for cell, number in place.items()
            if cell[-1] == "children_without"
        ]
        both = np.array(found, dtype=int).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def within(self, cap: int) -> "Rounded":
        """The same where readers take promised totals to be within `cap`."""
        more = np.zeros(len(self.knowledge.row_low))
        more[: self.totals] = cap - WITHIN
        row_low = self.knowledge.row_low - more
        row_high = self.knowledge.row_high + more
        return replace(
            self, knowledge=replace(self.knowledge, row_low=row_low, row_high=row_high)
        )


def rounded_knowledge(published: Figures, declared: Declared) -> Rounded:
    """What readers of additive rounding know of each cell, and of each promised total."""
    cells = sorted(published)
    shown = np.array([published[cell] for cell in cells], dtype=float)
    parts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, cell in enumerate(cells):
        parts[cell[:2]].append(place)
    promised = sparse.vstack(
        [
            sparse.csr_matrix((0, len(cells))),
            *(
                _promised(_CUBES[cube], cells, np.array(places), shown, declared)
                for (cube, _), places in parts.items()
            ),
        ],
        format="csr",
    )
    sums = promised @ shown
    nested, nested_low, nested_high = _nested(cells, declared)
    knowledge = Knowledge(
        np.maximum(shown - WITHIN, 0),
        shown + WITHIN,
        sparse.vstack([promised, nested], format="csr"),
        np.concatenate([sums - WITHIN, nested_low]),
        np.concatenate([sums + WITHIN, nested_high]),
        shown,
        places=_places(cells, declared),
    )
    return Rounded(cells, knowledge, len(sums))


def _places(cells: list[Cell], declared: Declared) -> np.ndarray:
    """Of each cell: which category it is of, which borough, and which half of London."""
    said = (
        [(*cell[:2], *cell[3:]) for cell in cells],
        [cell[2] for cell in cells],
        [declared.inner_outer[cell[2]] for cell in cells],
    )
    numbers = [{one: n for n, one in enumerate(sorted({*names}))} for names in said]
    return np.array(
        [
            [known[one] for one in names]
            for known, names in zip(numbers, said, strict=True)
        ]
    )


def _promised(
    table: Counts, cells: list[Cell], places: np.ndarray, shown: np.ndarray, declared
) -> sparse.csr_matrix:
    """A row for each total that readers are told is near: over areas where enough have
    children, and within a borough over some categories."""
    rows = [sparse.csr_matrix((0, len(cells)))]
    codes = [
        [
            np.unique([level(cells[n][2 + axis]) for n in places], return_inverse=True)[
                1
            ]
            for level in declared.belongs(column)
        ]
        for axis, column in enumerate(table.columns)
    ]
    area, has_child = codes[0][0], shown[places] > 0
    for levels in product(*(range(len(of_axis)) for of_axis in codes)):
        summed = {c for c, n in zip(table.columns, levels, strict=True) if n}
        is_within = summed <= {*table.promised_sums}
        if table.is_linked or not summed or not (is_within or "area" in summed):
            continue
        key = np.zeros(len(places), dtype=np.int64)
        for of_axis, level in zip(codes, levels, strict=True):
            key = key * (1 + of_axis[level].max()) + of_axis[level]
        _, row = np.unique(key, return_inverse=True)
        matrix = sparse.csr_matrix(
            (np.ones(len(places)), (row, places)), (row.max() + 1, len(cells))
        )
        kept = np.diff(matrix.indptr) > 1
        if "area" in summed:
            pairs = np.unique(np.stack([row[has_child], area[has_child]]), axis=1)
            kept &= np.bincount(pairs[0], minlength=len(kept)) >= FEWEST_AREAS
        rows.append(matrix[kept])
    return sparse.vstack(rows, format="csr")


def _nested(cells: list[Cell], declared: Declared):
    """Rows for the declared relations: lesser minus greater, borough by borough."""
    row, column, weight, low, high = [], [], [], [], []
    for relation in declared.relations:
        sides = [
            _side(cells, side, relation.same_by, declared)
            for side in (relation.lesser, relation.greater)
        ]
        for key in sorted(sides[0].keys() & sides[1].keys()):
            for sign, side in zip((1.0, -1.0), sides, strict=True):
                row += [len(low)] * len(side[key])
                column += side[key]
                weight += [sign] * len(side[key])
            low.append(0.0 if relation.is_same else -np.inf)
            high.append(0.0)
    matrix = sparse.csr_matrix((weight, (row, column)), shape=(len(low), len(cells)))
    return matrix, np.array(low), np.array(high)


def _side(cells: list[Cell], side: Side, same_by, declared: Declared) -> dict:
    """The cells that count towards each borough and category of a side."""
    categories = _CUBES[side.cube].categories
    places = [3 + categories.index(c) if c in categories else None for c in same_by]
    code = 3 + categories.index("ethnicity_code") if None in places else 0
    found: dict[tuple, list[int]] = defaultdict(list)
    for number_, cell in enumerate(cells):
        if cell[0] != side.cube or side.measure not in ("*", cell[1]):
            continue
        if cell[-1] in side.figures:
            values = (
                declared.ethnic_group[cell[code]] if place is None else cell[place]
                for place in places
            )
            measure = cell[1] if side.measure == "*" else ""
            found[(measure, cell[2], *values)].append(number_)
    return found
