"""What is counted: cubes of leaf cells, and the totals whose error is held small.

A cube has an area, categories and figures. A leaf cell is one figure of one borough and
one category; a total is a sum over areas (Inner, Outer, all London), over categories
(ethnic groups, all) or over figures, or over several at once. Adding a cube is an entry
in CUBES and a model `protected_…` of three lines.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ingest.project import project_root

Levels = tuple[Mapping[str, str] | None, ...]
"""From leaf to top: what each value belongs to at a level; None is the value itself."""


@dataclass(frozen=True)
class Cube:
    """One finest table and one period grain of the measures in it."""

    name: str
    """Of the model of true counts."""
    protected: str
    """Of its protected twin."""
    categories: tuple[str, ...]
    figures: tuple[str, ...]
    has_measures: bool = True
    """Whether its rows are of several measures; if not, the cube is one measure."""
    promised_sums: tuple[str, ...] = ("ethnicity_code",)
    """Categories whose sums within a borough are held near the truth too."""

    @property
    def place(self) -> tuple[str, ...]:
        """The columns that name a row."""
        measured = ("measure",) if self.has_measures else ()
        return (*measured, "time_period", "borough_code", *self.categories)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that name a cell of a period, in its order."""
        return ("measure", "borough_code", *self.categories, "figure")


CUBES = {
    cube.name: cube
    for cube in (
        Cube(
            "equality_counts",
            "protected_counts",
            ("ethnicity_code",),
            ("children_with", "children_without"),
        ),
        Cube(
            "equality_population_counts",
            "protected_population_counts",
            ("ethnicity_code",),
            ("children_with",),
        ),
        Cube(
            "equality_counts_by_age_sex",
            "protected_counts_by_age_sex",
            ("ethnic_group", "age_band", "sex_code"),
            ("children_with", "children_without"),
        ),
        Cube(
            "ladder_counts",
            "protected_ladder_counts",
            ("ethnicity_code", "furthest_step"),
            ("children",),
            has_measures=False,
        ),
        Cube(
            "benchmark_totals",
            "protected_benchmark_totals",
            ("part",),
            ("counted",),
            promised_sums=(),
        ),
        Cube(
            "sufficiency_totals",
            "protected_sufficiency_totals",
            (),
            ("children",),
            promised_sums=(),
        ),
        Cube(
            "sufficiency_counts",
            "protected_sufficiency_counts",
            ("category",),
            ("children",),
            promised_sums=(),
        ),
    )
}


@dataclass(frozen=True)
class Side:
    """One side of a relation: the sum of figures of a measure, for the same children."""

    cube: str
    measure: str
    """`*` is each measure, the same on both sides."""
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """What is true of two sides, borough by borough."""

    kind: str
    """`subset`: the lesser never exceeds the greater. `same`: the two are equal."""
    lesser: Side
    greater: Side
    same_by: tuple[str, ...]
    """Category by category of these columns, too; an `ethnic_group` is its codes."""

    @property
    def is_between_cubes(self) -> bool:
        """Whether the greater side is of another cube, which is protected first."""
        return self.lesser.cube != self.greater.cube

    @property
    def is_link(self) -> bool:
        """Whether the lesser cube's sums are those of the greater."""
        return self.kind == "same" and self.is_between_cubes


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


def linked_cubes() -> set[str]:
    """Cubes that promise no sums of their own: they have those of another."""
    return {relation.lesser.cube for relation in relations() if relation.is_link}


def _side(row: dict[str, str], name: str) -> Side:
    figures = tuple(row[f"{name}_figures"].split("+"))
    return Side(row[f"{name}_cube"], row[f"{name}_measure"], figures)


@dataclass(frozen=True)
class Geography:
    """What boroughs and ethnic codes belong to."""

    inner_outer: Mapping[str, str]
    ethnic_group: Mapping[str, str]

    def levels(self, column: str) -> Levels:
        """Of a column, from leaf to top; the top holds everything."""
        if column == "borough_code":
            return (None, self.inner_outer, _EVERYTHING)
        if column == "ethnicity_code":
            return (None, self.ethnic_group, _EVERYTHING)
        return (None, _EVERYTHING)


class _All(dict):
    def __missing__(self, _):
        return "Total"


_EVERYTHING = _All()
