"""From the csv files of a release to what a reader of them knows."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from scipy import sparse

from liia.release.audit.contents import COUNTS, table_csv
from liia.release.audit.knowledge import Knowledge

WITHIN = 4
"""Every published figure and promised sum is so near the truth, readers are told."""

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
    only: str = ""
    """Which categories are meant: a column, `=` and patterns of its values; all if empty."""

    def means(self, cell: Cell) -> bool:
        """Whether a cell counts towards this side."""
        is_of_it = cell[0] == self.cube and self.measure in ("*", cell[1])
        if not is_of_it or cell[-1] not in self.figures:
            return False
        column, _, patterns = self.only.partition("=")
        return not column or any(
            fnmatchcase(_said(cell, column), pattern) for pattern in patterns.split(";")
        )


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


def _said(cell: Cell, column: str) -> str:
    """What a cell says in that category of its cube."""
    return cell[3 + _CUBES[cell[0]].categories.index(column)]


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


def rounded_knowledge(
    published: Figures, declared: Declared, true: Figures | None = None
) -> Rounded:
    """What readers of additive rounding know of each cell and of sums within a borough.

    A relation is left out where the `true` counts do not keep to it: who believed in it
    would be misled. Without `true`, all are believed. Nothing is said of sums over
    boroughs but what their parts say. So no row joins two boroughs, and a Director knows
    no more of the others than anyone.
    """
    cells = sorted(published)
    shown = np.array([published[cell] for cell in cells], dtype=float)
    held = np.array([true[cell] for cell in cells]) if true else shown
    areas = sorted({cell[2] for cell in cells})
    nameless = {area: str(number_) for number_, area in enumerate(areas)}
    stated = _stated(
        tuple((*cell[:2], nameless[cell[2]], *cell[3:]) for cell in cells),
        tuple(sorted(declared.ethnic_group.items())),
        declared.relations,
    )
    near = stated.promised @ shown
    less_shown = stated.related @ shown < 0
    lacking = -(stated.related @ held) if true else np.zeros(len(less_shown))
    is_kept = (lacking == 0) | (lacking > 0) & ~stated.is_same
    # Equal counts are published equal: where these are not, nor is the truth.
    most = np.where(stated.is_same, 0.0, np.where(less_shown, -1.0, 0.0))[is_kept]
    least = np.where(stated.is_same, 0.0, -np.inf)[is_kept]
    return Rounded(
        cells,
        Knowledge(
            np.maximum(shown - WITHIN, 0),
            shown + WITHIN,
            sparse.vstack([stated.promised, stated.related[is_kept]], format="csr"),
            np.concatenate([near - WITHIN, least]),
            np.concatenate([near + WITHIN, most]),
            shown,
        ),
    )


@dataclass(frozen=True)
class Stated:
    """What readers are told of sums of cells, whatever the figures."""

    promised: sparse.csr_matrix
    """A row for each sum that is near the truth."""
    related: sparse.csr_matrix
    """A row for each relation and place: lesser minus greater."""
    is_same: np.ndarray
    """Of each relation's row, whether it is nought; if not, it is never above."""


@cache
def _stated(cells: tuple[Cell, ...], ethnic_group: tuple, relations: tuple) -> Stated:
    """The same for every borough that has the same cells, whatever its name."""
    group = dict(ethnic_group)
    of_cube: dict[str, list[int]] = defaultdict(list)
    for number_, cell in enumerate(cells):
        of_cube[cell[0]].append(number_)
    rows, is_same = [], []
    for relation in relations:
        lesser, greater = (
            _keyed(cells, of_cube[side.cube], side, relation.same_by, group)
            for side in (relation.lesser, relation.greater)
        )
        for key in sorted(lesser.keys() & greater.keys()):
            rows.append((lesser[key], greater[key]))
            is_same.append(relation.is_same)
    promised = [(numbers, []) for numbers in _promised(cells, group)]
    return Stated(
        _sums(promised, len(cells)),
        _sums(rows, len(cells)),
        np.array(is_same, dtype=bool),
    )


def _sums(rows: list[tuple[list[int], list[int]]], width: int) -> sparse.csr_matrix:
    """A row for each two lists of cells: the sum of the one less that of the other."""
    sizes = [len(plus) + len(minus) for plus, minus in rows]
    weights = ([1.0] * len(plus) + [-1.0] * len(minus) for plus, minus in rows)
    cells = np.concatenate([[], *(plus + minus for plus, minus in rows)]).astype(int)
    at = (np.repeat(np.arange(len(rows)), sizes), cells)
    return sparse.csr_matrix(
        (np.concatenate([[], *weights]), at), shape=(len(rows), width)
    )


def _promised(cells: Sequence[Cell], group: Mapping[str, str]) -> list[list[int]]:
    """The cells of each sum that readers are told is near the truth: over the codes of
    an ethnic group, and over all, of a borough and whatever else a cell tells."""
    sums: dict[tuple, list[int]] = defaultdict(list)
    for number_, cell in enumerate(cells):
        categories = _CUBES[cell[0]].categories
        if "ethnicity_code" not in categories:
            continue
        at = 3 + categories.index("ethnicity_code")
        for of in (group[cell[at]], "all"):
            sums[(of, *cell[:at], *cell[at + 1 :])].append(number_)
    return [numbers for numbers in sums.values() if len(numbers) > 1]


def _keyed(cells: Sequence[Cell], numbers: list[int], side: Side, same_by, group):
    """Of these cells, those that count towards each borough and category of a side."""
    categories = _CUBES[side.cube].categories
    found: dict[tuple, list[int]] = defaultdict(list)
    for number_ in numbers:
        cell = cells[number_]
        if not side.means(cell):
            continue
        values = (
            _said(cell, column)
            if column in categories
            else group[_said(cell, "ethnicity_code")]
            for column in same_by
        )
        measure = cell[1] if side.measure == "*" else ""
        found[(measure, cell[2], *values)].append(number_)
    return found
