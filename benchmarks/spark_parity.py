"""Every model up to the counts on DuckDB and on Apache Spark, rows compared both ways.

    make test-spark        (or: .venv-spark/bin/python -m benchmarks.spark_parity [HOME])

A small messy London is made up and landed, and a child in it restricted; or HOME's landing
is read. Then the counts that Spark made go back to DuckDB, which tests, protects and
publishes from them: that too must be what DuckDB makes alone. Ends with 1 on any
difference. No value is printed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from benchmarks.nights import TODAY, Nights
from liia import spark
from liia.build import discard
from liia.configuration import Settings
from liia.dbt_run import results_of

WIDTHS = {"HUGEINT": "integer", "BIGINT": "integer", "INTEGER": "integer"}
"""A sum is wider on one engine than on the other: no difference. Other types are."""

ODD_DATES = (
    "5/1/24;05/01/70;05-JAN-69;05-jan-2024;5 January 2024;45292.0;2024-1-5;2024/01/05;"
    "05.01.2024; 05/01/2024;05/01/2024 ;2024-01-05T00:00:00;2024-01-05 10:11:12.25;"
    "05/01/2024 10:11;05/01/2024 25:00;31/02/2024;01/01/0024;01/01/2150;1/2;NaN;"
    "2024-01-05 10:11:12;05/01/2024 10:11:12;29/02/2024;29/02/2023;5 jan 2024;99999"
)
ODD_ETHNICITIES = (
    "White - British (WBRI);a) WBRI;[WBRI] White;wbri;WBRI or WIRI;White;WBRI-;"
    "Both parents White British;A.A2) White - British;mixed & other;White British (A1);"
    "caf\u00e9 WBRI;; ;(unreadable);WBRI\n;Any other - WOTH (see notes)"
)
ODD_SOURCES = "q) 6: Police;1B;6.0;7 - Police;MASH 7 days;School, Key Stage 4;10;a) 10"
ODD_CELLS = (
    ("annex_a.assessments", "assessment_start_date", ODD_DATES.split(";")),
    ("annex_a.assessments", "ethnicity_code", ODD_ETHNICITIES.split(";")),
    ("annex_a.referrals", "referral_source", ODD_SOURCES.split(";")),
)
"""Cells that engines may read each in its own way, put over the first rows of a table."""


def landed_london(home: Path) -> Settings:
    """Three boroughs, two years, one child in thirty, one of them restricted."""
    nights = Nights(home, boroughs=3, years=2, scale=0.03)
    nights.prepare()
    shutil.copytree(home / "waiting", home / "inbox")
    subprocess.run(
        [sys.executable, "-m", "liia", "ingest"],
        env={**os.environ, "LIIA_HOME": str(home), "LIIA_TODAY": TODAY},
        stdout=subprocess.DEVNULL,
        check=False,  # 3: a messy London has files that are turned away
    )
    settings = Settings(home=home)
    with duckdb.connect(str(settings.landing_file)) as landing:
        for table, column, cells in ODD_CELLS:
            landing.execute(
                f"update {table} as cells set {column} = odd.cell from ("
                "select *, row_number() over (order by _submission_id, _source_row) "
                f"as number from {table}) as numbered "
                "inner join (select unnest(?) as cell, unnest(range(1, ?)) as number) "
                "as odd using (number) where cells._submission_id = "
                "numbered._submission_id and cells._source_row = numbered._source_row",
                [cells, len(cells) + 1],
            )
        landing.execute(
            "insert into register.restrictions select max(child_id), date '2026-04-01' "
            "from annex_a.child_protection"
        )
    return settings


def built(settings: Settings, made: Path, options: Sequence[str]) -> dict[str, float]:
    """Seconds of each node that DuckDB built; anything that failed ends the program."""
    results = results_of(settings, made, options)
    failed = [r.node.name for r in results if r.status in ("error", "fail", "skipped")]
    if failed:
        raise SystemExit(
            f"DuckDB: {len(failed)} steps failed: {', '.join(failed[:10])}"
        )
    return {result.node.name: result.execution_time for result in results}


def difference(
    connection: duckdb.DuckDBPyConnection, table: str, other: str
) -> tuple[int, int, int, str]:
    """Rows of `table`; rows of it alone, rows of `other` alone, duplicates counted; and
    what differs in the columns themselves.
    """
    ours, theirs = _columns(connection, table), _columns(connection, other)
    unlike = [
        name
        for name in ours.keys() | theirs.keys()
        if WIDTHS.get(ours.get(name), ours.get(name))
        != WIDTHS.get(theirs.get(name), theirs.get(name))
    ]
    if unlike:
        return 0, 0, 0, f"columns or their types: {', '.join(sorted(unlike))}"
    names = ", ".join(f'"{name}"' for name in ours)
    left, right = f"select {names} from {table}", f"select {names} from {other}"
    counts = connection.execute(
        f"select (select count(*) from {table}), "
        f"(select count(*) from ({left} except all {right})), "
        f"(select count(*) from ({right} except all {left}))"
    ).fetchone()
    return *counts, ""


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    found = connection.execute(f"describe select * from {table}").fetchall()
    return {name: kind for name, kind, *_ in found}


def compare_counts(
    made: Path, folder: Path, ran: list[spark.Ran], seconds: dict[str, float]
) -> int:
    """Print a line for each model; how many differ or did not run."""
    wrong = 0
    print(f"{'model':44}{'rows':>9}{'DuckDB only':>13}{'Spark only':>12}", end="")
    print(f"{'DuckDB s':>10}{'Spark s':>9}")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{made}' as made (read_only)")
        for one in sorted(ran, key=lambda one: (one.kind, one.schema, one.name)):
            name = f"{one.schema}.{one.name}"
            if one.status != "success":
                wrong += 1
                print(f"{name:44} {one.status}: {_kind_of_error(one.message)}")
                continue
            files = spark.parquet_of(folder, one.schema, one.name)
            rows, ours, theirs, unlike = difference(
                connection, f"made.{name}", f"read_parquet('{files}')"
            )
            wrong += bool(ours or theirs or unlike)
            print(f"{name:44}{rows:9,}{ours:13,}{theirs:12,}", end="")
            print(f"{seconds[one.name]:10.2f}{one.seconds:9.2f} {unlike}")
    return wrong


def _kind_of_error(message: str) -> str:
    """The class of Spark's error: its text may quote a cell."""
    return message.split("[", 1)[-1].split("]", 1)[0][:80]


def compare_publications(alone: Path, fed: Path) -> int:
    """How many tables of protection and publication differ; each is named."""
    wrong = compared = 0
    with duckdb.connect() as connection:
        connection.execute(f"attach '{alone}' as alone (read_only)")
        connection.execute(f"attach '{fed}' as fed (read_only)")
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where "
            "database_name = 'alone' and schema_name in ('protection', 'published')"
        ).fetchall()
        for (table,) in sorted(tables):
            rows, ours, theirs, unlike = difference(
                connection, f"alone.{table}", f"fed.{table}"
            )
            compared += 1
            if ours or theirs or unlike:
                wrong += 1
                print(f"{table:44}{rows:9,}{ours:13,}{theirs:12,} {unlike}")
    print(f"{compared} protected and published tables compared, {wrong} differ")
    return wrong


def timed(what: str, step: Callable):
    began = time.perf_counter()
    result = step()
    print(f"{what}: {time.perf_counter() - began:.0f} s", flush=True)
    return result


def main(settings: Settings) -> int:
    (settings.home / "dev").mkdir(exist_ok=True)
    alone, fed = (settings.home / "dev" / f"{name}.duckdb" for name in ("alone", "fed"))
    try:
        seconds = timed("DuckDB, everything", lambda: built(settings, alone, []))
        with spark.workplace(settings) as folder:
            timed("landing to Parquet", lambda: spark.export_landing(settings, folder))
            ran = timed(
                "Spark, up to the counts", lambda: spark.build_counts(settings, folder)
            )
            wrong = compare_counts(alone, folder, ran, seconds)
            print(
                f"{len(ran)} models and seeds compared, {wrong} differ or did not run"
            )
            if not wrong:
                timed("back to DuckDB", lambda: spark.bring_back(folder, ran, fed))
        if not wrong:
            rest = ["--selector", "after_counts"]
            timed("DuckDB, what follows", lambda: built(settings, fed, rest))
            tests = ["--resource-type", "test"]
            held = timed("data tests", lambda: built(settings, fed, tests))
            print(f"{len(held)} data tests hold on what Spark made")
            wrong = compare_publications(alone, fed)
        return 1 if wrong else 0
    finally:
        discard(alone)
        discard(fed)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [home]:
            sys.exit(main(Settings(home=Path(home).resolve())))
        case _:
            with tempfile.TemporaryDirectory() as made_up:
                sys.exit(main(landed_london(Path(made_up).resolve())))
