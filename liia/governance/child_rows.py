"""Where a child's rows are, found by lineage and never by a list kept by hand.

In landing a child is a `child_id`; in the warehouse a `child_key`, or the row of a
submission that a table tells of.
"""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.boroughs import boroughs
from liia.configuration import Settings
from liia.database import opened
from liia.warehouse import connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def child_key(borough_code: str, stored_id: str) -> str:
    """The key of a child in the warehouse, as the macro `surrogate_key` makes it."""
    return hashlib.md5(
        f"{borough_code}|{stored_id}".encode(), usedforsecurity=False
    ).hexdigest()


def tables_with(
    connection: "DuckDBPyConnection", catalogue: str, *columns: str
) -> list[str]:
    """The tables that have all of these columns, as schema.table."""
    return [
        row[0]
        for row in connection.execute(
            "select table_schema || '.' || table_name from information_schema.columns "
            "where table_catalog = ? and column_name in (select unnest(?)) "
            "group by all having count(*) = ? order by all",
            [catalogue, list(columns), len(columns)],
        ).fetchall()
    ]


def children_in_landing(settings: Settings, borough_codes: set[str]) -> dict[str, str]:
    """Every stored pseudonym of those boroughs' children, with whose it is."""
    if not borough_codes or not settings.landing_file.exists():
        return {}
    known: dict[str, str] = {}
    with opened(settings.landing_file, "landing") as landing:
        for table in tables_with(landing, "landing", "child_id", "_borough_code"):
            known |= landing.execute(
                f"select distinct child_id, _borough_code from {table} "
                "where _borough_code in (select unnest(?))",
                [sorted(borough_codes)],
            ).fetchall()
    return known


def rows_held(settings: Settings, children: dict[str, str]) -> dict[str, int]:
    """Place to rows of these children (stored pseudonym to borough)."""
    held: dict[str, int] = {}
    if settings.landing_file.exists():
        with opened(settings.landing_file, "landing") as landing:
            for table in tables_with(landing, "landing", "child_id"):
                held[f"landing.{table}"] = _count(landing, table, "child_id", children)
    if settings.warehouse_file.exists():
        keys = [child_key(borough, child) for child, borough in children.items()]
        with connect(settings.warehouse_file) as warehouse:
            for table in tables_with(warehouse, "warehouse", "child_key"):
                held[f"warehouse.{table}"] = _count(warehouse, table, "child_key", keys)
    return {place: count for place, count in held.items() if count}


def _count(
    connection: "DuckDBPyConnection", table: str, column: str, values: Iterable[str]
) -> int:
    return connection.execute(
        f"select count(*) from {table} where {column} in (select unnest(?))",
        [list(values)],
    ).fetchone()[0]


def strangers_in_warehouse(settings: Settings) -> int:
    """Children of the warehouse whom landing does not know: none, after a build."""
    everyone = children_in_landing(settings, set(boroughs()))
    keys = {child_key(borough, child) for child, borough in everyone.items()}
    with connect(settings.warehouse_file) as warehouse:
        told = warehouse.execute("select child_key from core.children").fetchall()
    return sum(key not in keys for (key,) in told)
