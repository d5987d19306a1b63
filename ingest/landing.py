"""`landing.duckdb`: every accepted row as text, re-keyed, with where it came from.

One transaction a submission: all of its rows and its line in the register are there, or
nothing is. A submission for the same borough, return and period replaces the earlier.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.dates import years_before
from ingest.door import AcceptedTable, Verdict
from ingest.errors import LiiaError
from ingest.layout import Form, landing_forms
from ingest.rows import Coded

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RETENTION_YEARS = 6
LARGEST_LOSS = 0.2
"""Share of rows that a resubmission may lose before somebody has to say it is meant."""

_CHECKS = {
    "pseudonym": "k[0-9]+[a-z2-7]{26}",
    "month": "[0-9]{4}-[0-9]{2}-01|[(]unreadable[)]",
    "sector": "[A-Z]{1,2}[0-9][0-9A-Z]? [0-9]|[(]unreadable[)]",
}
"""What landing itself insists on, whoever writes to it."""
_REGISTER = """
create schema if not exists register;
create table if not exists register.submissions (
    submission_id varchar primary key, borough_code varchar not null,
    return_name varchar not null, period_end date not null,
    received_at timestamp not null, delete_on date not null, digest varchar not null,
    latest_event_date date not null,
    key_fingerprint varchar, superseded_by varchar
);
create table if not exists register.submission_lists (
    submission_id varchar, list_label varchar, table_name varchar,
    rows_read integer, rows_landed integer
);
create table if not exists register.rejected_rows (
    submission_id varchar, list_label varchar, rule_id varchar, row_count integer
);
create table if not exists register.findings (
    submission_id varchar, rule_id varchar, place varchar, column_name varchar,
    row_count integer, value_class varchar
);
create table if not exists register.populations (
    borough_code varchar not null, ethnicity_code varchar not null,
    children bigint not null, primary key (borough_code, ethnicity_code)
);
create table if not exists register.restrictions (
    child_id varchar primary key, restricted_on date not null
);
create table if not exists register.epochs (
    epoch integer primary key, key_fingerprint varchar not null
);
create table if not exists register.to_scrub (submission_id varchar not null);
"""


@dataclass(frozen=True)
class Landed:
    """What landing a submission changed."""

    rows: int
    replaced: str | None
    """The submission of the same period that it took the place of."""


class LandingRefused(LiiaError):
    """A row that landing itself would not take: the door let through what it must not."""


class TooFewRows(LiiaError):
    """A resubmission that would remove more than a fifth of the rows of some list."""

    exit_code = 3


_NOT_TAKEN = (
    "landing would not take a row that the door let through; nothing of the submission "
    "landed. Tell us: the door should have said why."
)


@contextmanager
def open_landing(path: Path) -> Iterator["DuckDBPyConnection"]:
    """A connection that may write; the tables of every declared list are there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with connected(path, read_only=False) as connection:
        create_tables(connection)
        yield connection


def create_tables(connection: "DuckDBPyConnection") -> None:
    """Make what landing lacks of its declared tables and columns, all or nothing."""
    if _has_all_tables(connection):
        return
    # A landing with half its tables could not be read again.
    connection.execute("begin")
    connection.execute(_REGISTER)
    for form in landing_forms():
        connection.execute(_table_ddl(form))
        for column in form.columns:
            # Declared since this landing was made.
            connection.execute(
                f"alter table {form.return_name}.{form.table_name} "
                f"add column if not exists {column.name} varchar"
            )
    connection.execute("commit")


def bring_up_to_date(path: Path) -> None:
    """Give landing the tables and columns that were declared since it was made."""
    with connected(path, read_only=True) as connection:
        is_up_to_date = _has_all_tables(connection)
    if not is_up_to_date:
        with open_landing(path):
            pass


def _has_all_tables(connection: "DuckDBPyConnection") -> bool:
    columns = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where database_name = current_database()"
    ).fetchall()
    declared = {
        (form.return_name, form.table_name, column.name)
        for form in landing_forms()
        for column in form.columns
    }
    registers = {
        ("register", name) for name in re.findall(r"register[.](\w+)", _REGISTER)
    }
    return declared <= set(columns) and registers <= {column[:2] for column in columns}


@contextmanager
def connected(path: Path, *, read_only: bool) -> Iterator["DuckDBPyConnection"]:
    """A fault of the engine is told by its class alone: its text may quote a cell."""
    import duckdb

    from liia.database import opened

    try:
        with opened(path, "landing", read_only=read_only) as connection:
            yield connection
    except duckdb.ConstraintException:
        raise LandingRefused(_NOT_TAKEN) from None
    except duckdb.Error as fault:
        raise LiiaError(
            f"{path} could not be read or written ({type(fault).__name__}); what was "
            "landed before is unharmed. Look for another program that holds it, or a "
            "full disk."
        ) from None


def _table_ddl(form: Form) -> str:
    columns = [f"{column.name} varchar" for column in form.columns]
    columns += [
        f"check (regexp_full_match({column.name}, '{_CHECKS[column.type]}'))"
        for column in form.columns
        if column.type in _CHECKS
    ]
    return f"""
        create schema if not exists {form.return_name};
        create table if not exists {form.return_name}.{form.table_name} (
            _submission_id varchar not null, _borough_code varchar not null,
            _source_row integer not null, {", ".join(columns)}
        );"""


def land(
    connection: "DuckDBPyConnection",
    verdict: Verdict,
    stored_ids: dict[str, str],
    received_at: datetime,
    *,
    epochs: dict[int, str],
    accept_large_change: bool = False,
) -> Landed:
    """Write the rows and the register of an accepted verdict in one transaction.

    `stored_ids` says what each shared pseudonym is stored as, by the keys of `epochs`.
    Raises TooFewRows when a list of the same period's submission had a fifth more rows.
    """
    submission = verdict.submission
    assert submission and not verdict.is_refused, "the door refused this submission"
    rows = sum(tally.landed for tally in verdict.tallies)
    import duckdb

    connection.execute("begin")
    try:
        replaced, before = _standing(connection, verdict)
        now = {tally.table_name: tally.landed for tally in verdict.tallies}
        shrunk = [
            name
            for name, count in before.items()
            if now.get(name, 0) < count * (1 - LARGEST_LOSS)
        ]
        if shrunk and not accept_large_change:
            raise TooFewRows(f"over a fifth fewer rows in {', '.join(shrunk)}.")
        if replaced:
            _withdraw(connection, replaced, submission.submission_id)
        for table in verdict.tables:
            _insert(connection, verdict, table, stored_ids)
        for epoch, fingerprint in epochs.items():
            connection.execute(
                "insert or ignore into register.epochs values (?, ?)",
                [epoch, fingerprint],
            )
        _register(connection, verdict, received_at)
        connection.execute("commit")
    except BaseException as fault:
        connection.execute("rollback")
        if isinstance(fault, duckdb.ConstraintException):
            raise LandingRefused(_NOT_TAKEN) from None
        raise
    return Landed(rows, replaced)


def _standing(
    connection: "DuckDBPyConnection", verdict: Verdict
) -> tuple[str | None, dict[str, int]]:
    """The submission that stands for the same period, and its rows by landing table."""
    submission = verdict.submission
    rows = connection.execute(
        """
        select submissions.submission_id, table_name, rows_landed
        from register.submissions
        inner join register.submission_lists
            on submissions.submission_id = submission_lists.submission_id
        where borough_code = ? and return_name = ? and period_end = ?
            and superseded_by is null and table_name is not null
        """,
        [submission.borough.code, submission.return_name, submission.period_end],
    ).fetchall()
    return (rows[0][0] if rows else None), {name: count for _, name, count in rows}


def _withdraw(connection: "DuckDBPyConnection", earlier: str, later: str) -> None:
    for form in landing_forms():
        connection.execute(
            f"delete from {form.return_name}.{form.table_name} where _submission_id = ?",
            [earlier],
        )
    connection.execute(
        "delete from register.findings where submission_id = ?", [earlier]
    )
    # What is deleted in place is still in the file, until landing is written anew.
    connection.execute("insert into register.to_scrub values (?)", [earlier])
    connection.execute(
        "update register.submissions set superseded_by = ? where submission_id = ?",
        [later, earlier],
    )


def _insert(
    connection: "DuckDBPyConnection",
    verdict: Verdict,
    table: AcceptedTable,
    stored_ids: dict[str, str],
) -> None:
    import pyarrow

    schema = verdict.submission.return_name
    count = len(table.source_rows)

    def cells(name: str, coded: Coded):
        texts = coded.texts
        if name == "child_id":
            texts = [stored_ids[text] for text in texts]
        places = pyarrow.array(coded.places, pyarrow.int32())
        return pyarrow.array(texts, pyarrow.string()).take(places)

    arrow = pyarrow.table(
        {
            "_submission_id": [verdict.submission.submission_id] * count,
            "_borough_code": [verdict.borough.code] * count,
            "_source_row": pyarrow.array(table.source_rows, pyarrow.int32()),
            **{name: cells(name, coded) for name, coded in table.columns.items()},
        }
    )
    connection.register("arriving", arrow)
    connection.execute(f"insert into {schema}.{table.name} by name from arriving")
    connection.unregister("arriving")


def _register(
    connection: "DuckDBPyConnection", verdict: Verdict, received_at: datetime
) -> None:
    submission = verdict.submission
    delete_on = years_before(received_at.date(), -RETENTION_YEARS)
    connection.execute(
        "insert into register.submissions values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)",
        [
            submission.submission_id,
            submission.borough.code,
            submission.return_name,
            submission.period_end,
            received_at.replace(tzinfo=None),
            delete_on,
            submission.digest,
            submission.latest_event_date,
            verdict.key_fingerprint,
        ],
    )
    for tally in verdict.tallies:
        connection.execute(
            "insert into register.submission_lists values (?, ?, ?, ?, ?)",
            [
                submission.submission_id,
                tally.label,
                tally.table_name,
                tally.read,
                tally.landed,
            ],
        )
        for rule_id, count in tally.rejected.items():
            connection.execute(
                "insert into register.rejected_rows values (?, ?, ?, ?)",
                [submission.submission_id, tally.label, rule_id, count],
            )
    for found in verdict.findings:
        connection.execute(
            "insert into register.findings values (?, ?, ?, ?, ?, ?)",
            [
                submission.submission_id,
                found.rule_id,
                found.sheet,
                found.column,
                len(found.rows),
                found.value_class,
            ],
        )
