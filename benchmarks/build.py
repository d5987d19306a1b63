"""How much of a build is SQL: dbt's build beside the same compiled SQL run bare.

    .venv/bin/python -m benchmarks.build [LIIA_HOME]

Reads the landing of that home; without one, of a small London made up for it. Both roads
run in this process, one after the other; judge by the ratio, as machines differ.
"""

import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from benchmarks.nights import Nights
from liia.build import discard
from liia.configuration import Settings
from liia.dbt_run import results_of
from liia.refresh import NO_UNIT_TESTS
from liia.statistics.functions import register


@contextmanager
def timed(road: str, into: dict[str, tuple[float, float]]) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    into[road] = time.perf_counter() - wall, time.process_time() - processor


def bare(settings: Settings, made: Path, results: Sequence) -> dict[str, float]:
    """Run what dbt compiled, without dbt; seconds of each kind of node.

    A seed and a model in Python are copied from dbt's own build: they are no SQL.
    """
    seconds: dict[str, float] = defaultdict(float)
    bounds = {"memory_limit": settings.memory_limit, "threads": settings.threads}
    built = made.with_name("by_dbt.duckdb")
    with duckdb.connect(":memory:", config=bounds) as connection:
        register(connection)
        connection.execute(f"attach '{made}' as warehouse")
        connection.execute(f"attach '{built}' as by_dbt (read_only)")
        connection.execute(f"attach '{settings.landing_file}' as landing (read_only)")
        connection.execute("use warehouse")
        for result in results:
            node = result.node
            began = time.perf_counter()
            for statement in _statements(node):
                connection.execute(statement).fetchall()
            seconds[str(node.resource_type)] += time.perf_counter() - began
    return seconds


_RUN = ("seed", "model", "test", "unit_test")


def _statements(node) -> list[str]:
    if node.resource_type in ("test", "unit_test"):
        return [f"select count(*) from ({node.compiled_code}) as rows_at_fault"]
    table = f'"{node.schema}"."{node.alias}"'
    made = [f'create schema if not exists "{node.schema}"']
    if node.resource_type == "seed" or node.language == "python":
        text = f"select * from by_dbt.{table}"
    else:
        text = node.compiled_code
    return [*made, f"create table {table} as {text}"]


def main(home: Path) -> None:
    settings = Settings(home=home.resolve())
    roads: dict[str, tuple[float, float]] = {}
    folder = settings.home / "dev"
    folder.mkdir(exist_ok=True)
    by_dbt, by_hand = folder / "by_dbt.duckdb", folder / "bare.duckdb"
    try:
        with timed("importing dbt", roads):
            import dbt.cli.main  # noqa: F401
        for road in ("dbt, project not parsed yet", "dbt build"):
            discard(by_dbt)
            with timed(road, roads):
                every = results_of(settings, by_dbt, NO_UNIT_TESTS)
        # Exposures, and hooks that only the other engine needs, are no SQL.
        results = [r for r in every if r.node.resource_type in _RUN]
        with timed("bare SQL", roads):
            seconds = bare(settings, by_hand, results)
    finally:
        discard(by_dbt)
        discard(by_hand)
    floor = roads["bare SQL"]
    for road, (wall, processor) in roads.items():
        print(
            f"{road:28}{wall:8.2f} s{processor:8.2f} CPU s"
            f"{wall / floor[0]:8.1f} x{processor / floor[1]:8.1f} x"
        )
    in_nodes: dict[str, list[float]] = defaultdict(list)
    for result in results:
        in_nodes[str(result.node.resource_type)].append(result.execution_time)
    print("\nwithin dbt build: nodes, seconds in them, of which SQL when bare")
    for kind, each in in_nodes.items():
        print(f"{kind:12}{len(each):6}{sum(each):8.2f} s{seconds[kind]:8.2f} s")
    rest = roads["dbt build"][0] - sum(map(sum, in_nodes.values()))
    print(f"reading what was parsed, graph, connection, closing the file: {rest:.2f} s")
    print("\nslowest nodes in dbt")
    for result in sorted(results, key=lambda r: -r.execution_time)[:10]:
        print(f"{result.execution_time:8.2f} s  {result.node.name}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [home]:
            main(Path(home))
        case _:
            with tempfile.TemporaryDirectory() as folder:
                nights = Nights(Path(folder), boroughs=3, years=3, scale=0.03)
                nights.prepare()
                nights.night(nights.codes)
                os.environ["LIIA_HOME"] = folder
                main(Path(folder))
