"""What a release may hold: what the audit does not know does not leave.

A table of counts is one of COUNTS: its rows of boroughs are the cells of a cube, which
are attacked. Any other is one of DERIVED. Both are computed again from the cells alone.
"""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Counts:
    """A table of counts, as a reader is told of it."""

    cube: str
    """What the declared relations call it."""
    protected: str
    """The model that published SQL reads its cells from."""
    categories: tuple[str, ...]
    figures: tuple[str, ...]
    has_measures: bool = True


_WITH_AND_WITHOUT = ("children_with", "children_without")
COUNTS = {
    "equality_counts": Counts(
        "equality_counts", "protected_counts", ("ethnicity_code",), _WITH_AND_WITHOUT
    ),
    "equality_population_counts": Counts(
        "equality_population_counts",
        "protected_population_counts",
        ("ethnicity_code",),
        ("children_with",),
    ),
    "equality_counts_by_age_sex": Counts(
        "equality_counts_by_age_sex",
        "protected_counts_by_age_sex",
        ("ethnic_group", "age_band", "sex_code"),
        _WITH_AND_WITHOUT,
    ),
    "ladder_counts": Counts(
        "ladder_counts",
        "protected_ladder_counts",
        ("ethnicity_code", "furthest_step"),
        ("children",),
        has_measures=False,
    ),
    "benchmark_totals": Counts(
        "benchmark_totals",
        "protected_benchmark_totals",
        ("part",),
        ("counted",),
    ),
    "sufficiency_totals": Counts(
        "sufficiency_totals",
        "protected_sufficiency_totals",
        (),
        ("children",),
    ),
    "sufficiency_counts": Counts(
        "sufficiency_counts",
        "protected_sufficiency_counts",
        ("category",),
        ("children",),
    ),
}
"""By name of the published table, without `published_`."""
DERIVED = (
    "equality_odds_ratios",
    "equality_heterogeneity",
    "equality_ladder",
    "equality_trends",
    "benchmarks",
    "practice_changes",
    "sufficiency",
    "placement_flows",
    "submissions",
)
"""In an order that each is made after those it reads."""
TABLES = (*COUNTS, *DERIVED)
PUBLIC = {
    "intermediate.int_child_populations": "*",
    "intermediate.int_borough_populations": "*",
    "intermediate.int_practice_register": "*",
    "staging.stg_register__submissions": "borough_code, return_name, period_end",
}
"""Beside the seeds, what published SQL may read, and which columns: no child of ours is
in it, and which borough sent what is a fact about a borough."""
DIMENSIONS = ("dim_area", "dim_borough", "dim_date", "dim_ethnicity")
_MAY_BE = re.compile(
    r"notes\.txt|report(-[A-Z]{3})?\.html|published\.duckdb|liia_protected_figures_v\d+\.xlsx"
    rf"|({'|'.join((*DIMENSIONS, *(f'fct_{table}' for table in TABLES)))})\.parquet"
    rf"|liia_({'|'.join(TABLES)})_\d{{6}}_v\d+(\.meta)?\.csv"
)


def table_csv(folder: Path, table: str) -> Path | None:
    """The csv of a table; None unless there is exactly one."""
    found = [
        path
        for path in folder.glob(f"liia_{table}_??????_v*.csv")
        if not path.name.endswith(".meta.csv")
    ]
    return found[0] if len(found) == 1 else None


def unknown_contents(folder: Path) -> list[str]:
    """Files that the audit does not know, and tables that are there twice."""
    faults = [
        f"{path.name} is not a file that the audit knows"
        for path in sorted(folder.iterdir())
        if not _MAY_BE.fullmatch(path.name)
    ]
    for table in TABLES:
        told = [*folder.glob(f"liia_{table}_??????_v*.csv")]
        is_there = table_csv(folder, table) is not None
        if told and not is_there:
            faults.append(f"there must be one csv of {table}")
    return faults
