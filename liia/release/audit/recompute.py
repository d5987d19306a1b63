"""Every table computed again from the published cells, in a database of nothing else.

The SQL that made each publication is run over the cells that the release itself holds,
beside seeds and populations, which are public. A figure that comes out the same is a
function of published cells, and tells nothing that they do not; one of true counts does
not come out, and SQL that reads anything else does not run.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from liia.database import fresh_connection
from liia.release.audit.contents import COUNTS, PUBLIC, TABLES, Counts, table_csv
from liia.release.audit.figures import number, told_as
from liia.release.tables import PublishedTable
from liia.release.tidy import decimals, tidy_rows

MOST_TIES = 1e-4
"""Of so many rows a figure may differ in its last digit: sums of fractions are added in
any order, and one that lies between two roundings may go to either."""


@dataclass(frozen=True)
class Facts:
    """What the audit is told of the publication, none of it about a child."""

    tables: Sequence[PublishedTable]
    published_sql: Mapping[str, str]
    """By name of the model."""
    public: Mapping[str, object]
    """Arrow tables of the seeds, and of `PUBLIC`, by `schema.name`."""


def facts_of(warehouse, tables: Sequence[PublishedTable]) -> Facts:
    """The facts that a warehouse holds."""
    seeds = warehouse.execute(
        "select 'seeds.' || table_name from duckdb_tables() "
        "where database_name = 'warehouse' and schema_name = 'seeds'"
    ).fetchall()
    public = {name: "*" for (name,) in seeds} | PUBLIC
    return Facts(
        tables,
        dict(
            warehouse.execute(
                "select model_name, sql from governance.published_sql"
            ).fetchall()
        ),
        {
            name: warehouse.execute(f"select {columns} from {name}").to_arrow_table()
            for name, columns in public.items()
        },
    )


def public_days(facts: Facts) -> set[str]:
    """Days that anybody may be told: of the register of practice."""
    told = facts.public["intermediate.int_practice_register"].to_pylist()
    days = (day for row in told for day in row.values() if hasattr(day, "isoformat"))
    return {day.isoformat()[:10] for day in days}


def recomputed(folder: Path, facts: Facts) -> tuple[dict[str, int], list[str]]:
    """Rows of each table that came out the same, and faults."""
    from liia.statistics.functions import register

    same, faults = {}, []
    with fresh_connection() as again:
        register(again)
        again.execute(f"attach ':memory:' as {_database(facts)}")
        again.execute(f"use {_database(facts)}")
        for schema in ("seeds", "intermediate", "staging", "protection", "published"):
            again.execute(f"create schema {schema}")
        for name, told in facts.public.items():
            again.register("told", told)
            again.execute(f"create table {name} as select * from told")
            again.unregister("told")
        for name, table in COUNTS.items():
            again.execute(_cells(table, table_csv(folder, name)))
        columns = {table.name: table for table in facts.tables}
        for name in TABLES:
            path, sql = table_csv(folder, name), facts.published_sql.get(_model(name))
            if path is None and name not in columns:
                continue
            if path is None or sql is None or name not in columns:
                faults.append(f"{name} is missing, or nothing tells how it was made")
                continue
            again.execute(f"create table published.{_model(name)} as {sql}")
            source = f"published.{_model(name)}"
            rows = tidy_rows(columns[name], source, "seeds.boroughs")
            again.execute(f"create temp table wanted as {rows}")
            fault = _difference(again, path, columns[name])
            again.execute("drop table wanted")
            if fault:
                faults.append(f"{path.name}: {fault}")
            else:
                same[name] = columns[name].row_count
    return same, faults


def _model(name: str) -> str:
    return f"published_{name}"


def _database(facts: Facts) -> str:
    """What the SQL calls the database that it was made in."""
    for sql in facts.published_sql.values():
        if found := re.search(r'"(\w+)"\."protection"', sql):
            return found[1]
    return "build"


def _cells(table: Counts, path: Path | None) -> str:
    """The protected counts again, of the cells that are told."""
    measure = ["measure"] if table.has_measures else []
    columns = [*measure, "time_period", "borough_code", *table.categories]
    if path is None:
        empty = [f"cast(null as varchar) as {column}" for column in columns]
        empty += [f"cast(null as bigint) as {figure}" for figure in table.figures]
        made = f"select {', '.join(empty)} where false"
    else:
        told = [*measure, "time_period", "boroughs.borough_code"]
        told += [f"{told_as(category)} as {category}" for category in table.categories]
        told += [
            f"cast(case when {figure} = 'low' then '0' else {figure} end as bigint) "
            f"as {figure}"
            for figure in table.figures
        ]
        quoted = str(path).replace("'", "''")
        made = (
            f"select {', '.join(told)} from read_csv('{quoted}', all_varchar = true) "
            "inner join seeds.boroughs on new_la_code = boroughs.gss_code where true"
            + "".join(f" and {told_as(c)} != 'Total'" for c in table.categories)
        )
    return f"create table protection.{table.protected} as {made}"


def _left(again, one: str, other: str) -> list[tuple]:
    """Rows of the one that are not in the other."""
    left = again.execute(f"from {one} except all from {other} order by all")
    return left.fetchall()


def _difference(again, path: Path, table: PublishedTable) -> str:
    """In what the csv is not the table `wanted`; empty if it is the same."""
    quoted = str(path).replace("'", "''")
    again.execute(
        f"create or replace temp view told as "
        f"select * from read_csv('{quoted}', all_varchar = true)"
    )
    names, wanted = (
        [row[0] for row in again.execute(f"describe {one}").fetchall()]
        for one in ("told", "wanted")
    )
    if names != wanted:
        return "columns that the table does not have, or lacks"
    sizes = {
        again.execute(f"select count(*) from {one}").fetchone()
        for one in ("told", "wanted")
    }
    if len(sizes) > 1:
        return "rows that the published counts do not give"
    only_told = _left(again, "told", "wanted")
    if not only_told:
        return ""
    only_wanted = _left(again, "wanted", "told")
    if len(only_told) > 1 + MOST_TIES * table.row_count:
        return f"{len(only_told)} rows that the published counts do not give"
    places = {column.name: decimals(column) for column in table.indicators}
    for one, other in zip(only_told, only_wanted, strict=True):
        for name, said, right in zip(names, one, other, strict=True):
            if said == right:
                continue
            figures = number(said), number(right)
            unit = 10.0 ** -int(places.get(name) or 0)
            if None in figures or not places.get(name):
                return f"a {name} that the published counts do not give"
            if not abs(figures[0] - figures[1]) <= 1.001 * unit:
                return f"a {name} that the published counts do not give"
    return ""
