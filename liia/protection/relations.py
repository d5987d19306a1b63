"""What published counts must keep to, borough by borough: declared relations and sums.

Tables tell of the same children more than once: as looked after and by where they live,
as judged of one step and of the next. Counts rounded apart would give such children
away, so all that a relation joins is rounded together.
"""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

import numpy as np
from scipy import sparse

from ingest.project import project_root
from liia.protection.cubes import CUBES, Cell, value

Part = tuple[str, str]
"""A cube and a measure of it."""


@dataclass(frozen=True)
class Side:
    """One side of a relation: the sum of figures of a measure, for the same children."""

    cube: str
    measure: str
    """`*` is each measure, the same on both sides."""
    only: str
    """Which categories are meant: a column, `=` and patterns of its values; all if empty."""
    figures: tuple[str, ...]

    def means(self, cell: Cell) -> bool:
        """Whether a cell counts towards this side."""
        if cell[0] != self.cube or self.measure not in ("*", cell[1]):
            return False
        column, _, patterns = self.only.partition("=")
        return cell[-1] in self.figures and (
            not column
            or any(fnmatchcase(value(cell, column), p) for p in patterns.split(";"))
        )


@dataclass(frozen=True)
class Relation:
    """What is true of two sides, borough by borough."""

    kind: str
    """`subset`: the lesser never exceeds the greater. `same`: the two are equal."""
    lesser: Side
    greater: Side
    same_by: tuple[str, ...]
    """Category by category of these columns, too; an `ethnic_group` is its codes."""


@cache
def relations() -> tuple[Relation, ...]:
    """The declared relations, from the seed that the audit reads too."""
    path = project_root() / "seeds" / "measures" / "count_relations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Relation(
                row["kind"],
                _side(row, "lesser"),
                _side(row, "greater"),
                tuple(filter(None, row["same_by"].split("+"))),
            )
            for row in csv.DictReader(file)
        )


def _side(row: Mapping[str, str], name: str) -> Side:
    return Side(
        row[f"{name}_cube"],
        row[f"{name}_measure"],
        row[f"{name}_only"],
        tuple(row[f"{name}_figures"].split("+")),
    )


def joined(parts: Collection[Part]) -> list[set[Part]]:
    """Cubes and measures in sets that no relation joins to each other."""
    sets = [{part} for part in sorted(parts)]
    for relation in relations():
        sides = (relation.lesser, relation.greater)
        for measure in {m for _, m in parts} if sides[0].measure == "*" else ("",):
            named = {(side.cube, measure or side.measure) for side in sides}
            together = set().union(*(one for one in sets if one & named))
            sets = [one for one in sets if not one & named] + [together] * bool(
                together
            )
    return sets


@dataclass
class Rows:
    """Sums of cells and their limits: `low` <= matrix @ published <= `high`."""

    matrix: sparse.csr_matrix
    low: np.ndarray
    high: np.ndarray


def related(cells: list[Cell], ethnic_group: Mapping[str, str]) -> Rows:
    """A row for each declared relation and place: lesser minus greater."""
    row, column, weight, low = [], [], [], []
    of_part: dict[Part, list[int]] = {}
    for number, cell in enumerate(cells):
        of_part.setdefault(cell[:2], []).append(number)
    for relation in relations():
        found = []
        for side in (relation.lesser, relation.greater):
            keyed: dict[tuple, list[int]] = {}
            for part, numbers in of_part.items():
                if part[0] != side.cube or side.measure not in ("*", part[1]):
                    continue
                for number in numbers:
                    if side.means(cells[number]):
                        key = _key(cells[number], side, relation.same_by, ethnic_group)
                        keyed.setdefault(key, []).append(number)
            found.append(keyed)
        for key in sorted(found[0].keys() & found[1].keys()):
            for sign, keyed in zip((1.0, -1.0), found, strict=True):
                row += [len(low)] * len(keyed[key])
                column += keyed[key]
                weight += [sign] * len(keyed[key])
            low.append(0.0 if relation.kind == "same" else -np.inf)
    matrix = sparse.csr_matrix((weight, (row, column)), shape=(len(low), len(cells)))
    return Rows(matrix, np.array(low), np.zeros(len(low)))


def _key(cell: Cell, side: Side, same_by, ethnic_group: Mapping[str, str]) -> tuple:
    """The place that a cell counts towards: its borough and the columns of `same_by`."""
    values = [
        ethnic_group[value(cell, "ethnicity_code")]
        if column == "ethnic_group" and column not in CUBES[cell[0]].categories
        else value(cell, column)
        for column in same_by
    ]
    return (cell[1] if side.measure == "*" else "", cell[2], *values)


def promised(cells: list[Cell], ethnic_group: Mapping[str, str]) -> sparse.csr_matrix:
    """A row for each sum that readers are told is near the truth: those over ethnic codes
    of a borough, group by group and of all, each figure and other category apart."""
    keys: dict[tuple, list[int]] = {}
    for number, cell in enumerate(cells):
        place = _code_place(cell)
        if place is None:
            continue
        rest = (*cell[:place], *cell[place + 1 :])
        for of in (ethnic_group[cell[place]], "all"):
            keys.setdefault((of, *rest), []).append(number)
    several = [numbers for numbers in keys.values() if len(numbers) > 1]
    return sparse.csr_matrix(
        (
            np.ones(sum(map(len, several))),
            np.concatenate([[0], *several]).astype(int)[1:],
            np.cumsum([0, *map(len, several)]),
        ),
        shape=(len(several), len(cells)),
    )


def _code_place(cell: Cell) -> int | None:
    columns = CUBES[cell[0]].columns
    return columns.index("ethnicity_code") if "ethnicity_code" in columns else None
