"""The published tables of a warehouse, as their columns say they are to be read.

A column is a dimension or a statistic, by the register; its label is its description.
Any model named `published_…` is a table of the release: nothing else names it.
"""

from dataclasses import dataclass

GEOGRAPHY = ("area_gss_code", "area_name")


@dataclass(frozen=True)
class Column:
    """One column of a published table."""

    name: str
    kind: str
    """`dimension` or `statistic`."""
    label: str
    data_type: str

    @property
    def is_number(self) -> bool:
        return self.data_type in ("BIGINT", "INTEGER", "DOUBLE")

    @property
    def is_count(self) -> bool:
        """Whether it is a number of children: a published 0 is `low`."""
        return self.data_type == "BIGINT" and not self.name.startswith(
            ("boroughs_", "excess_", "years_", "rung_")
        )


@dataclass(frozen=True)
class PublishedTable:
    """One table: its columns, and the years that it tells of."""

    name: str
    """Without `published_`."""
    description: str
    columns: tuple[Column, ...]
    years: tuple[str, ...]
    row_count: int

    @property
    def filters(self) -> list[Column]:
        """Dimensions that are neither place nor time."""
        apart = (*GEOGRAPHY, "time_period")
        return [
            c for c in self.columns if c.kind == "dimension" and c.name not in apart
        ]

    @property
    def indicators(self) -> list[Column]:
        """What is told of each row."""
        return [c for c in self.columns if c.kind == "statistic" and c.name != "status"]

    @property
    def has_status(self) -> bool:
        """Whether a column says of each row if it is shown."""
        return any(column.name == "status" for column in self.columns)


def published_tables(warehouse) -> list[PublishedTable]:
    """Every published table that has rows, by name."""
    kinds = dict(
        warehouse.execute(
            "select distinct column_name, sensitivity from governance.column_register "
            "where zone = 'published'"
        ).fetchall()
    )
    names = warehouse.execute(
        "select table_name, comment from duckdb_tables() "
        "where database_name = 'warehouse' and schema_name = 'published' order by 1"
    ).fetchall()
    tables = [_read(warehouse, name, comment, kinds) for name, comment in names]
    return [table for table in tables if table.row_count]


def _read(warehouse, name: str, comment: str, kinds: dict[str, str]) -> PublishedTable:
    described = warehouse.execute(
        "select column_name, comment, data_type from duckdb_columns() where "
        "database_name = 'warehouse' and schema_name = 'published' and table_name = ? "
        "order by column_index",
        [name],
    ).fetchall()
    columns = tuple(
        Column(column, kinds[column], " ".join((words or column).split()), data_type)
        for column, words, data_type in described
    )
    years = warehouse.execute(
        f'select time_period, count(*) from published."{name}" group by all order by all'
    ).fetchall()
    return PublishedTable(
        name.removeprefix("published_"),
        comment or "",
        columns,
        tuple(year for year, _ in years),
        sum(count for _, count in years),
    )
