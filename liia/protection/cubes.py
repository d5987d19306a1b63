"""What is counted: cubes of leaf cells.

A cube has an area, categories and figures. A leaf cell is one figure of one borough and
one category. Within a borough, sums over ethnicity (each group, and all) are held near
the truth. Nothing is promised of sums over boroughs: so nothing that is told of one
borough depends on another, and a Director, who knows one, learns nothing of the others.
Adding a cube is an entry in CUBES and a model `protected_…` of a few lines.
"""

from dataclasses import dataclass

Cell = tuple[str, ...]
"""Cube, measure, borough, categories, figure: the values that name a leaf cell."""


@dataclass(frozen=True)
class Cube:
    """One finest table and one period grain of the measures in it."""

    name: str
    """Of the model of true counts."""
    categories: tuple[str, ...]
    figures: tuple[str, ...]
    has_measures: bool = True
    """Whether its rows are of several measures; if not, the cube is one measure."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that name a cell of a period, in its order."""
        return ("cube", "measure", "borough_code", *self.categories, "figure")


_WITH_AND_WITHOUT = ("children_with", "children_without")
CUBES = {
    cube.name: cube
    for cube in (
        Cube("sufficiency_totals", (), ("children",)),
        Cube("benchmark_totals", ("part",), ("counted",)),
        Cube("sufficiency_counts", ("category",), ("children",)),
        Cube("equality_population_counts", ("ethnicity_code",), ("children_with",)),
        Cube("equality_counts", ("ethnicity_code",), _WITH_AND_WITHOUT),
        Cube(
            "ladder_counts",
            ("ethnicity_code", "furthest_step"),
            ("children",),
            has_measures=False,
        ),
        Cube(
            "equality_counts_by_age_sex",
            ("ethnic_group", "age_band", "sex_code"),
            _WITH_AND_WITHOUT,
        ),
    )
}
"""Whole counts before their parts: where both cannot go as they lean, the whole does."""


def value(cell: Cell, column: str) -> str:
    """What a cell says in that column of its cube."""
    return cell[CUBES[cell[0]].columns.index(column)]
