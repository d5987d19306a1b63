"""The real macros of the statistics, rendered as dbt renders them, on a DuckDB."""

from liia.statistics.functions import register
from tests import dbt_macros


def rendered(text: str) -> str:
    """`text` with the macros of the statistics at hand; a `ref` is a table of that name."""
    folders = ("statistics", "equalities", "benchmarks")
    return dbt_macros.rendered(text, *folders, "episodes.sql")


def database():
    """An empty DuckDB with the functions that dbt gives to its own."""
    import duckdb

    connection = duckdb.connect()
    register(connection)
    return connection


def load(connection, table: str, rows: list[dict]) -> None:
    """`rows` as a table."""
    import pyarrow

    connection.register("arriving", pyarrow.Table.from_pylist(rows))
    connection.execute(f"create or replace table {table} as select * from arriving")
    connection.unregister("arriving")
