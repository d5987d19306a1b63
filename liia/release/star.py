"""The release as a star for Power BI: parquet, and the same in one DuckDB file.

Facts have integer keys, numeric nulls and a `status`: never a mark in a number's place.
"""

from collections.abc import Sequence
from pathlib import Path

from liia.release.tables import GEOGRAPHY, PublishedTable

_DIMENSIONS = """
create table dim_borough as
select
    row_number() over (order by gss_code) as borough_key,
    borough_code, borough_name, gss_code, dfe_code, inner_outer
from warehouse.seeds.boroughs;
create table dim_area as
select row_number() over (order by area_gss_code) as area_key, * from areas;
create table dim_ethnicity as
select
    row_number() over (order by ethnic_group_order, ethnicity_code) as ethnicity_key,
    ethnicity_code, ethnic_group, ethnic_group_order
from warehouse.seeds.ethnic_groups;
create table dim_date as
select
    row_number() over (order by time_period) as date_key,
    time_period,
    left(time_period, 4) || '-' || right(time_period, 2) as financial_year,
    cast(left(time_period, 4) as integer) + 1 as ends_in_year
from periods
"""


def write_star(
    folder: Path, warehouse_file: Path, tables: Sequence[PublishedTable]
) -> None:
    """Write `published.duckdb` and a parquet file of each of its tables to `folder`."""
    import duckdb

    path = folder / "published.duckdb"
    with duckdb.connect(str(path)) as star:
        quoted = str(warehouse_file).replace("'", "''")
        star.execute(f"attach '{quoted}' as warehouse (read_only)")
        for name, columns in {
            "areas": "area_gss_code, area_name",
            "periods": "time_period",
        }.items():
            union = " union ".join(
                f'select {columns} from warehouse.published."published_{table.name}"'
                for table in tables
            )
            star.execute(f"create temp table {name} as {union}")
        star.execute(_DIMENSIONS)
        for table in tables:
            star.execute(_fact(table))
        names = [
            name
            for (name,) in star.execute(
                "select table_name from duckdb_tables() where database_name = ? "
                "and not temporary",
                [path.stem],
            ).fetchall()
        ]
        for name in names:
            target = str(folder / f"{name}.parquet").replace("'", "''")
            star.execute(f"copy {name} to '{target}' (format parquet)")
        star.execute("detach warehouse")


def _fact(table: PublishedTable) -> str:
    filters = [f'facts."{c.name}"' for c in table.filters]
    indicators = [f'facts."{c.name}"' for c in table.indicators]
    has_status = any(column.name == "status" for column in table.columns)
    status = "facts.status" if has_status else "'shown' as status"
    kept = ", ".join(["area_key", "date_key", *filters, *indicators, status])
    assert all(name not in GEOGRAPHY for name in filters)
    return (
        f"create table fct_{table.name} as select {kept} "
        f'from warehouse.published."published_{table.name}" as facts '
        "inner join dim_area on facts.area_gss_code = dim_area.area_gss_code "
        "inner join dim_date on facts.time_period = dim_date.time_period"
    )
