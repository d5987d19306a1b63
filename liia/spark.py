"""The models up to the counts on Apache Spark, between a landing and a warehouse of DuckDB.

Landing goes out as Parquet, dbt builds the selector `counts` on Spark, and what it made
comes back as tables, on which protection, statistics and release run as always. Needs
the extra `spark` and Java 17. docs/scaling.md says when.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import LiiaError
from ingest.project import project_root
from liia.configuration import Settings
from liia.database import attach, database_key, fresh_connection
from liia.dbt_run import is_made_up

RETURNS = ("register", "annex_a", "cin_census", "ssda903")


@dataclass(frozen=True)
class Ran:
    """One model or seed on Spark."""

    schema: str
    name: str
    kind: str
    status: str
    seconds: float
    message: str


@contextmanager
def workplace(settings: Settings) -> Iterator[Path]:
    """A folder that holds rows of children in plain Parquet, and not for longer than this.

    It stands on the volume of the home, which must be encrypted as the home is.
    """
    folder = settings.home / "spark"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def export_landing(settings: Settings, folder: Path) -> int:
    """Write each landed table as Parquet below `folder`; how many rows."""
    rows = 0
    with fresh_connection() as connection:
        attach(connection, settings.landing_file, "landing", database_key())
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'landing' and list_contains(?, schema_name)",
            [list(RETURNS)],
        ).fetchall()
        for schema, table in tables:
            to = folder / "landing" / schema / table
            to.mkdir(parents=True)
            rows += connection.execute(
                f"copy landing.{schema}.{table} to '{to}/rows.parquet'"
            ).fetchone()[0]
    return rows


def build_counts(settings: Settings, folder: Path) -> list[Ran]:
    """Run the selector `counts` on Spark; what became of each model and seed.

    dbt runs as a process of its own: a Java machine ends with it.
    """
    root, state = str(project_root()), str(folder / "dbt")
    dbt = Path(sys.executable).with_name("dbt")
    words = [sys.executable, str(dbt), "build", "--target", "spark"]
    words += ["--project-dir", root, "--profiles-dir", root, "--selector", "counts"]
    words += ["--exclude-resource-type", "test", "unit_test"]
    words += ["--target-path", state, "--log-path", state, "--log-level-file", "none"]
    words += ["--vars", json.dumps({"is_made_up_london": is_made_up(settings)})]
    run = subprocess.run(
        words,
        env={**os.environ, "LIIA_HOME": str(settings.home.resolve())},
        capture_output=True,
        check=False,
        text=True,
    )
    results = folder / "dbt" / "run_results.json"
    if not results.exists():
        raise LiiaError(f"Spark could not start: {run.stdout[-500:]}")
    return list(_read(json.loads(results.read_text()), state))


def _read(results: dict, state: str) -> Iterator[Ran]:
    nodes = json.loads((Path(state) / "manifest.json").read_text())["nodes"]
    for result in results["results"]:
        node = nodes.get(result["unique_id"])
        if node is None or node["resource_type"] == "operation":
            continue  # a hook
        yield Ran(
            node["schema"],
            node["alias"],
            node["resource_type"],
            result["status"],
            result["execution_time"],
            result["message"] or "",
        )


def parquet_of(folder: Path, schema: str, name: str) -> str:
    """The files of a table that Spark made, as DuckDB reads them."""
    return f"{folder}/warehouse/{schema}.db/{name}/*.parquet"


def bring_back(folder: Path, ran: list[Ran], into: Path) -> int:
    """Make in the DuckDB file `into` each model that Spark made; how many."""
    models = [one for one in ran if one.kind == "model"]
    with fresh_connection() as connection:
        attach(connection, into, "warehouse", database_key(), read_only=False)
        for schema in sorted({one.schema for one in models}):
            connection.execute(f"create schema if not exists warehouse.{schema}")
        for one in models:
            path = parquet_of(folder, one.schema, one.name)
            connection.execute(
                f"create table warehouse.{one.schema}.{one.name} as "
                f"from read_parquet('{path}')"
            )
    return len(models)
