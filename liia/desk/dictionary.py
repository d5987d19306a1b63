"""The data dictionary for a data protection officer: a page of markdown, from the register.

First what boroughs send, field by field, with the item of the notice that permits it;
then what is made of it; then the tables. A name means one thing, and is told once.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_INTRODUCTION = """# Data dictionary

Written by `liia docs` from the register that every column must stand in
(`governance.column_register`); a test holds that this page is up to date.

Lawful basis of all of it: {lawful_basis}. Of special category data besides:
{special_category_condition}. It is kept for {retention_years} years after receipt.
"""

_HELD_BY_ALL = """
select
    max(lawful_basis) as lawful_basis,
    max(special_category_condition) as special_category_condition,
    max(retention_years) as retention_years
from governance.column_register
"""

_SENT = """
select
    zone as "return",
    table_name as "table",
    source_field as field,
    '`' || column_name || '`' as "column",
    description as "what it is",
    notice_item || case when is_by_extension then ' (by extension)' else '' end
        as "notice item",
    sensitivity,
    purpose
from governance.column_register
where source_field is not null
order by zone, table_name, column_name
"""

_MADE = """
select
    '`' || column_name || '`' as "column",
    min_by(description, zone || table_name) as "what it is",
    min(sensitivity) as sensitivity,
    '`' || min(derived_from) || '`' as "made of",
    min(notice_item) as "notice item"
from governance.column_register
where column_name not in (
    select column_name from governance.column_register where source_field is not null
)
group by column_name
order by column_name
"""

_TABLES = """
select
    schema_name as "schema",
    '`' || table_name || '`' as "table",
    comment as "what it holds"
from duckdb_tables()
where database_name = 'warehouse' and comment like 'One row per %'
order by schema_name, table_name
"""


def text(warehouse: "DuckDBPyConnection") -> str:
    """The page, of what the warehouse says of itself."""
    return "\n".join(_lines(warehouse)) + "\n"


def _lines(warehouse: "DuckDBPyConnection") -> Iterator[str]:
    answer = warehouse.execute(_HELD_BY_ALL)
    names = [column[0] for column in answer.description]
    yield _INTRODUCTION.format(**dict(zip(names, answer.fetchone(), strict=True)))
    yield "## What boroughs send\n"
    yield from _table(warehouse, _SENT)
    yield "\n## What is made of it\n"
    yield from _table(warehouse, _MADE)
    yield "\n## Tables\n"
    yield from _table(warehouse, _TABLES)


def _table(warehouse: "DuckDBPyConnection", query: str) -> Iterator[str]:
    answer = warehouse.execute(query)
    headings = [column[0] for column in answer.description]
    yield _row(*headings)
    yield _row(*["---"] * len(headings))
    for row in answer.fetchall():
        yield _row(*row)


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(words: str | None) -> str:
    return " ".join((words or "").split()).replace("|", "\\|")
