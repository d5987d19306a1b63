"""The macros of the benchmarks as dbt renders them, on totals that a test or a benchmark
made up."""

from collections.abc import Iterable
from datetime import date

from ingest.project import project_root
from tests.equalities.macros import database, load, rendered

TOTALS = ("measure", "time_period", "borough_code", "part", "counted")
SEEDS = {
    "benchmark_measures": "measures",
    "published_rates": "measures",
    "boroughs": "geography",
    "statistical_neighbours": "geography",
    "children_by_borough": "population",
}


def london():
    """A DuckDB of the seeds that the macros read, and of nothing else."""
    connection = database()
    for seed, folder in SEEDS.items():
        path = project_root() / "seeds" / folder / f"{seed}.csv"
        connection.execute(
            f"create table {seed} as select * from read_csv('{path}', "
            "types = {'time_period': 'varchar'})"
            if seed == "published_rates"
            else f"create table {seed} as select * from read_csv('{path}')"
        )
    connection.execute(
        "create table disproportionate (measure varchar, time_period varchar, "
        "borough_code varchar)"
    )
    return connection


def load_london(connection, totals: Iterable[tuple], scale: float = 1.0) -> None:
    """`totals` as benchmark_totals; London has `scale` of its children."""
    rows = [dict(zip(TOTALS, total, strict=True)) for total in totals]
    load(connection, "benchmark_totals", rows)
    connection.execute(
        f"""create or replace table int_borough_populations as
        select distinct time_period, borough_code, {scale} * arg_max(
            children, mid_year) as population
        from benchmark_totals inner join children_by_borough using (borough_code)
        group by time_period, borough_code"""
    )


def found(connection, noise: int = 0, fewest: int = 1) -> list[dict]:
    """The benchmarks of what was loaded."""
    text = f"""with {{{{ benchmark_table('benchmark_totals', 'disproportionate',
        noise={noise}, fewest={fewest}) }}}} select * from benchmark_table"""
    return _rows(connection, text)


def changes(
    connection,
    registered: Iterable[tuple[str, str]],
    starts_on: date = date(2025, 4, 1),
    noise: int = 0,
) -> list[dict]:
    """What came of a change registered by each borough for a measure, each alone."""
    rows = []
    for code, measure in registered:
        entry = {
            "practice": f"{code} {measure}",
            "borough_code": code,
            "measure": measure,
            "change_of_practice": "made up",
            "starts_on": starts_on,
            "expected_direction": "higher",
            "registered_on": starts_on,
            "is_accepted": True,
        }
        load(connection, "int_practice_register", [entry])
        text = f"""with {{{{ practice_table('benchmark_totals', noise={noise}) }}}}
            select * from practice_table"""
        rows += _rows(connection, text)
    return rows


def _rows(connection, text: str) -> list[dict]:
    answer = connection.execute(rendered(text))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
