"""The real macros of the statistics, rendered as dbt renders them, on a DuckDB."""

from jinja2 import Environment, StrictUndefined

from ingest.project import project_root
from liia.statistics.functions import register


def rendered(text: str) -> str:
    """`text` with the macros of the statistics at hand; a `ref` is a table of that name."""
    root = project_root() / "macros"
    folders = (root / name for name in ("statistics", "equalities", "benchmarks"))
    paths = [path for folder in folders for path in sorted(folder.glob("*.sql"))]
    paths.append(root / "episodes.sql")
    macros = "\n".join(path.read_text() for path in paths)
    environment = Environment(
        undefined=StrictUndefined, extensions=["jinja2.ext.do"], autoescape=False
    )
    return environment.from_string(macros + "\n" + text).render(ref=str)


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
