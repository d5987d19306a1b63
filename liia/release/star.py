"""The release as a star for Power BI: parquet, and the same in one DuckDB file.

Facts have integer keys, numeric nulls and a `status`: never a mark in a number's place.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from liia.release.tables import PublishedTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DIMENSIONS = """
create table star.dim_borough as
select
    row_number() over (order by gss_code) as borough_key,
    borough_code, borough_name, gss_code, dfe_code, inner_outer
from warehouse.seeds.boroughs;
create table star.dim_area as
select row_number() over (order by area_gss_code) as area_key, * from ({areas});
create table star.dim_ethnicity as
select
    row_number() over (order by ethnic_group_order, ethnicity_code) as ethnicity_key,
    ethnicity_code, ethnic_group, ethnic_group_order
from warehouse.seeds.ethnic_groups;
create table star.dim_date as
select
    row_number() over (order by time_period) as date_key,
    time_period,
    case when try_cast(time_period as integer) is null then time_period
        else left(time_period, 4) || '-' || right(time_period, 2) end as financial_year,
    try_cast(left(time_period, 4) as integer) + 1 as ends_in_year
from ({periods})
"""


def write_star(
    folder: Path, warehouse: "DuckDBPyConnection", tables: Sequence[PublishedTable]
) -> None:
    """Write `published.duckdb` and a parquet file of each of its tables to `folder`.

    `warehouse` is a connection that has the warehouse attached, and may write files.
    """
    warehouse.execute(f"attach '{_quoted(folder / 'published.duckdb')}' as star")
    areas, periods = (
        " union ".join(
            f'select {columns} from warehouse.published."published_{table.name}"'
            for table in tables
        )
        for columns in ("area_gss_code, area_name", "time_period")
    )
    warehouse.execute(_DIMENSIONS.format(areas=areas, periods=periods))
    for table in tables:
        warehouse.execute(_fact(table))
    names = warehouse.execute(
        "select table_name from duckdb_tables() where database_name = 'star'"
    ).fetchall()
    for (name,) in names:
        target = _quoted(folder / f"{name}.parquet")
        warehouse.execute(f"copy star.{name} to '{target}' (format parquet)")
    warehouse.execute("detach star")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _fact(table: PublishedTable) -> str:
    told = [f'facts."{c.name}"' for c in (*table.filters, *table.indicators)]
    status = "facts.status" if table.has_status else "'shown' as status"
    return (
        f"create table star.fct_{table.name} as "
        f"select {', '.join(['area_key', 'date_key', *told, status])} "
        f'from warehouse.published."published_{table.name}" as facts '
        "inner join star.dim_area on facts.area_gss_code = dim_area.area_gss_code "
        "inner join star.dim_date on facts.time_period = dim_date.time_period"
    )
