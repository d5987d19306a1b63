"""Whether every file tells the figures of the csv files, which are the ones attacked."""

from collections.abc import Iterator
from pathlib import Path

from liia.database import fresh_connection
from liia.release.audit.contents import DIMENSIONS, table_csv
from liia.release.audit.figures import number
from liia.release.tables import PublishedTable
from liia.release.tidy import tidy_rows


def other_figures(folder: Path, tables: list[PublishedTable]) -> list[str]:
    """Files for other readers that tell other figures than the csv files."""
    faults = []
    with fresh_connection() as reader:
        star = str(folder / "published.duckdb").replace("'", "''")
        reader.execute(f"attach '{star}' as star (read_only)")
        held = reader.execute(
            "select table_name from duckdb_tables() where database_name = 'star'"
        ).fetchall()
        named = {*DIMENSIONS, *(f"fct_{table.name}" for table in tables)}
        if {name for (name,) in held} != named:
            return ["published.duckdb holds other tables than the csv files"]
        for name in sorted(named):
            file = str(folder / f"{name}.parquet").replace("'", "''")
            if _differ(reader, f"star.{name}", f"read_parquet('{file}')"):
                faults.append(
                    f"{name}.parquet does not tell what published.duckdb does"
                )
        for table in tables:
            if not _star_tells(reader, folder, table):
                faults.append(f"published.duckdb does not tell {table.name}'s csv")
        faults += _sheets_that_differ(reader, folder, tables)
    return faults


def _differ(reader, one: str, other: str) -> bool:
    columns = [reader.execute(f"describe from {t}").fetchall() for t in (one, other)]
    if [c[:2] for c in columns[0]] != [c[:2] for c in columns[1]]:
        return True
    sizes = {
        reader.execute(f"select count(*) from {t}").fetchone() for t in (one, other)
    }
    left = f"select 1 from (from {one} except all from {other}) limit 1"
    return len(sizes) > 1 or bool(reader.execute(left).fetchall())


def _star_tells(reader, folder: Path, table: PublishedTable) -> bool:
    described = reader.execute(f"describe from star.fct_{table.name}").fetchall()
    told = [c.name for c in (*table.filters, *table.indicators)]
    if [row[0] for row in described] != ["area_key", "date_key", *told, "status"]:
        return False
    facts = (
        f"(select * from star.fct_{table.name} inner join star.dim_area using (area_key)"
        " inner join star.dim_date using (date_key))"
    )
    rows = tidy_rows(table, facts, "star.dim_borough")
    path = str(table_csv(folder, table.name)).replace("'", "''")
    return not _differ(reader, f"({rows})", f"read_csv('{path}', all_varchar = true)")


def _sheets_that_differ(reader, folder: Path, tables) -> Iterator[str]:
    """Sheets with a row that is not in their table's csv."""
    from python_calamine import CalamineWorkbook

    (path,) = folder.glob("*.xlsx")
    book = CalamineWorkbook.from_path(path)
    by_sheet = {table.name[:31]: table for table in tables}
    for sheet in book.sheet_names:
        if sheet in ("Cover", "Contents", "Notes"):
            continue
        table = by_sheet.get(sheet)
        rows = iter(book.get_sheet_by_name(sheet).to_python())
        names: list[str] = []
        for row in rows:
            names = [str(cell).split("\n")[0].lower().replace(" ", "_") for cell in row]
            if "time_period" in names:
                break
        if table is None or not _is_told(reader, folder, table, names, list(rows)):
            yield f"the workbook's {sheet} does not tell {sheet}'s csv"


def _is_told(reader, folder: Path, table, names: list[str], rows: list) -> bool:
    known = {column.name for column in table.columns}
    if not {*names} <= known or "area_gss_code" not in names:
        return False
    path = str(table_csv(folder, table.name)).replace("'", "''")
    columns = [
        "coalesce(new_la_code, region_code)" if name == "area_gss_code" else name
        for name in names
    ]
    told = reader.execute(
        f"select {', '.join(columns)} from read_csv('{path}', all_varchar = true) "
        "where time_period = ?",
        [table.years[-1]],
    ).fetchall()
    is_number = [
        any(c.name == name and c.is_number for c in table.columns) for name in names
    ]

    def plain(row) -> tuple:
        return tuple(
            _plain(cell) if is_one else str("x" if cell is None else cell).strip("[]")
            for cell, is_one in zip(row, is_number, strict=True)
        )

    return {plain(row) for row in rows} <= {plain(row) for row in told}


def _plain(cell) -> str | None:
    """A number to as many digits as a workbook keeps."""
    return None if (told := number(cell)) is None else f"{told:.12g}"
