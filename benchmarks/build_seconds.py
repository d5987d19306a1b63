"""What the build costs beside the same SQL run bare in DuckDB, and its slowest models.

    .venv/bin/python -m benchmarks.build_seconds HOME

HOME has a landing and keys. The warehouse is built once by dbt, with every test, and its
compiled models are then run again, in the same order, in one bare connection. Seconds
are of the processor's clock on the wall: judge by the ratio, on an idle machine.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path


def compiled_models(target: Path) -> list[tuple[str, str, str, float]]:
    """Schema, name, SQL and dbt's own seconds of every SQL model, in the order built."""
    nodes = json.loads((target / "manifest.json").read_text())["nodes"]
    results = json.loads((target / "run_results.json").read_text())["results"]
    return [
        (
            nodes[result["unique_id"]]["schema"],
            nodes[result["unique_id"]]["name"],
            result["compiled_code"],
            result["execution_time"],
        )
        for result in results
        if result["unique_id"].startswith("model.")
        and nodes[result["unique_id"]]["language"] == "sql"
    ]


def bare_seconds(home: Path, models: list[tuple[str, str, str, float]]) -> float:
    """Seconds for the same models in one connection; seeds and Python models are lent."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        built = home / "warehouse.duckdb"
        connection.execute(f"attach '{home / 'landing.duckdb'}' as landing (read_only)")
        connection.execute(f"attach '{built}' as built (read_only)")
        connection.execute(f"attach '{Path(folder) / 'bare.duckdb'}' as warehouse")
        own = {(schema, name) for schema, name, _, _ in models}
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = 'built'"
        ).fetchall()
        for schema, name in tables:
            connection.execute(f"create schema if not exists warehouse.{schema}")
            if (schema, name) not in own:
                connection.execute(
                    f"create table warehouse.{schema}.{name} as "
                    f"select * from built.{schema}.{name}"
                )
        began = time.perf_counter()
        for schema, name, sql, _ in models:
            connection.execute(f"create table warehouse.{schema}.{name} as {sql}")
        return time.perf_counter() - began


def main(home: Path) -> None:
    os.environ["LIIA_HOME"] = str(home)
    from liia.build import build
    from liia.configuration import settings

    began = time.perf_counter()
    built = build(settings())
    seconds = time.perf_counter() - began
    models = compiled_models(home / "state" / "dbt")
    in_dbt = sum(spent for *_, spent in models)
    bare = bare_seconds(home, models)
    print(f"build with {built.tests} tests  {seconds:6.1f} s")
    print(f"models in dbt       {in_dbt:6.1f} s")
    print(f"the same SQL bare   {bare:6.1f} s")
    print(f"ratio, models       {in_dbt / bare:6.1f}")
    print(f"ratio, whole build  {seconds / bare:6.1f}")
    for schema, name, _, spent in sorted(models, key=lambda m: -m[3])[:10]:
        print(f"  {spent:5.2f} s  {schema}.{name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
