"""What a release may hold: what the audit does not know does not leave.

Every table is one of TABLES, with these columns and no other, and every file tells the
figures of the csv files, which are the ones attacked. A new table is published when it
has its entry here and, in `audit`, the check that computes it again.
"""

import csv
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from liia.release.audit.figures import number

PLACE = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name",
    "region_code", "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
COUNTS, RATIOS = "equality_counts", "equality_odds_ratios"
TABLES = {
    COUNTS: (
        ("measure", "area_level", "ethnic_group", "ethnicity"),
        ("children_with", "children_without", "children_at_risk", "boroughs_included"),
    ),
    RATIOS: (
        ("measure", "ethnic_group", "reference_group"),
        (
            "children_with", "children_without", "reference_with", "reference_without",
            "odds_ratio", "ci_low", "ci_high", "unknown_ethnicity_percent",
            "boroughs_included",
        ),
    ),
}  # fmt: skip
"""Name of a table to its filters and its indicators."""
_DIMENSIONS = ("dim_area", "dim_borough", "dim_date", "dim_ethnicity")
_FACTS = tuple(f"fct_{table}" for table in TABLES)
_MAY_BE = re.compile(
    r"notes\.txt|published\.duckdb|liia_protected_figures_v\d+\.xlsx"
    rf"|({'|'.join((*_DIMENSIONS, *_FACTS))})\.parquet"
    rf"|liia_({'|'.join(TABLES)})_\d{{6}}_v\d+(\.meta)?\.csv"
)


def table_csv(folder: Path, table: str) -> Path | None:
    """The csv of a table; None unless there is exactly one."""
    found = [
        path
        for path in folder.glob(f"liia_{table}_*.csv")
        if not path.name.endswith(".meta.csv")
    ]
    return found[0] if len(found) == 1 else None


def unknown_contents(folder: Path) -> list[str]:
    """Files, tables and columns that the audit does not know, or that are missing."""
    faults = [
        f"{path.name} is not a file that the audit knows"
        for path in sorted(folder.iterdir())
        if not _MAY_BE.fullmatch(path.name)
    ]
    for table, (filters, indicators) in TABLES.items():
        path = table_csv(folder, table)
        if path is None:
            faults.append(f"there must be one csv of {table}")
            continue
        with path.open(encoding="utf-8", newline="") as file:
            heading = tuple(next(csv.reader(file), ()))
        known = {*PLACE, *filters, *indicators}
        faults += [f"{path.name}: {c} is not known" for c in {*heading} - known]
        faults += [
            f"{path.name}: {c} is missing" for c in known - {*heading} - {"area_level"}
        ]
    return sorted(faults)


def other_figures(folder: Path) -> list[str]:
    """Files for other readers that tell other figures than the csv files."""
    faults = []
    for table in TABLES:
        told = sorted(_csv_rows(folder, table), key=repr)
        for name, rows in {
            "published.duckdb": _star_rows(folder, table, in_parquet=False),
            f"fct_{table}.parquet": _star_rows(folder, table, in_parquet=True),
            "the workbook": _sheet_rows(folder, table),
        }.items():
            if sorted(rows, key=repr) != told:
                faults.append(f"{name} does not tell the figures of {table}'s csv")
    return faults


def _csv_rows(folder: Path, table: str) -> Iterator[tuple]:
    filters, indicators = TABLES[table]
    path = table_csv(folder, table)
    assert path is not None, "unknown_contents was asked first"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            area = row["new_la_code"] or row["region_code"]
            kept = (row[f] for f in filters if f != "area_level")
            yield (area, row["time_period"], *kept, *_told(row[i] for i in indicators))


def _star_rows(folder: Path, table: str, *, in_parquet: bool) -> Iterator[tuple]:
    import duckdb

    filters, indicators = TABLES[table]
    columns = [*(f for f in filters if f != "area_level"), *indicators]
    star = str(folder / "published.duckdb").replace("'", "''")
    file = str(folder / f"fct_{table}.parquet").replace("'", "''")
    with duckdb.connect(":memory:") as reader:
        reader.execute(f"attach '{star}' as star (read_only)")
        names = reader.execute(
            "select table_name from duckdb_tables() where database_name = 'star'"
        ).fetchall()
        source = f"read_parquet('{file}')" if in_parquet else f"star.fct_{table}"
        described = reader.execute(f"describe select * from {source}").fetchall()
        is_known = {n for (n,) in names} == {*_DIMENSIONS, *_FACTS} and {
            column[0] for column in described
        } - {"area_level"} == {"area_key", "date_key", "status", *columns}
        if not is_known:
            return
        rows = reader.execute(
            f"select area_gss_code, time_period, {', '.join(columns)} from {source} "
            "inner join star.dim_area using (area_key) "
            "inner join star.dim_date using (date_key)"
        ).fetchall()
    for row in rows:
        place = 2 + len(columns) - len(indicators)
        yield (*row[:place], *_told(row[place:]))


def _sheet_rows(folder: Path, table: str) -> Iterator[tuple]:
    from python_calamine import CalamineWorkbook

    filters, indicators = TABLES[table]
    (path,) = folder.glob("*.xlsx")
    rows = iter(CalamineWorkbook.from_path(path).get_sheet_by_name(table).to_python())
    names: list[str] = []
    for row in rows:
        names = [str(cell).split("\n")[0].lower().replace(" ", "_") for cell in row]
        if "measure" in names:
            break
    columns = ["area_gss_code", "time_period"]
    columns += [f for f in filters if f != "area_level"]
    if {*names} != {*columns, "area_level", "area_name", *indicators} - (
        set() if "area_level" in names else {"area_level"}
    ):
        return
    for row in rows:
        cells = dict(zip_longest(names, row))
        kept = (str(cells[column]) for column in columns)
        yield (*kept, *_told(cells[indicator] for indicator in indicators))


def _told(cells) -> Iterator[float | None]:
    return (None if (n := number(cell)) is None else round(n, 2) for cell in cells)
