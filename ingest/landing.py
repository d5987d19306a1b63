"""`landing.duckdb`: every accepted row as text, re-keyed, with where it came from.

One transaction a submission: all of its rows and its line in the register are there, or
nothing is. A submission for the same borough, return and period replaces the earlier.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingest.dates import years_before
from ingest.door import AcceptedTable, Verdict
from ingest.errors import LiiaError
from ingest.findings import Finding
from ingest.identifiers import shown_name
from ingest.layout import Form, landing_forms
from ingest.pseudonyms import landing_pseudonym

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
create table if not exists register.restrictions (
    child_id varchar primary key, restricted_on date not null
);
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


@contextmanager
def open_landing(path: Path) -> Iterator["DuckDBPyConnection"]:
    """A connection that may write; the tables of every declared list are there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with connected(path, read_only=False) as connection:
        # Whole or not at all: a landing with half its tables could not be read again.
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
        yield connection


def bring_up_to_date(path: Path) -> None:
    """Give landing the tables and columns that were declared since it was made."""
    with connected(path, read_only=True) as connection:
        rows = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
        ).fetchall()
    declared = {
        (form.return_name, form.table_name, column.name)
        for form in landing_forms()
        for column in form.columns
    }
    if not declared <= set(rows):
        with open_landing(path):
            pass


@contextmanager
def connected(path: Path, *, read_only: bool) -> Iterator["DuckDBPyConnection"]:
    """A fault of the engine is told by its class alone: its text may quote a cell."""
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=read_only) as connection:
            connection.execute("set autoinstall_known_extensions = false")
            yield connection
    except duckdb.ConstraintException:
        raise LandingRefused(
            "landing would not take a row that the door let through; nothing of the "
            "submission landed. Tell us: the door should have said why."
        ) from None
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


class Known(NamedTuple):
    """A submission that was accepted before."""

    submission_id: str
    superseded_by: str | None
    borough_code: str


@dataclass(frozen=True)
class Register:
    """What landing already knows, read without touching it."""

    digests: dict[str, Known] = field(default_factory=dict)
    """What is known of files by the digest of their bytes."""
    fingerprints: dict[str, str] = field(default_factory=dict)
    """Borough to the fingerprint of the key of its latest submission."""

    def history_findings(self, verdict: Verdict) -> list[Finding]:
        """Whether the borough's key is not the one of its last submission."""
        last = self.fingerprints.get(verdict.borough.code)
        if last and verdict.key_fingerprint and last != verdict.key_fingerprint:
            return [Finding("key_changed", shown_name(path)) for path in verdict.files]
        return []


def read_register(path: Path) -> Register:
    """The register of `path`; an empty one when nothing has landed."""
    if not path.exists():
        return Register()
    with connected(path, read_only=True) as connection:
        rows = connection.execute(
            "select digest, submission_id, superseded_by, borough_code, key_fingerprint "
            "from register.submissions order by received_at"
        ).fetchall()
    digests = {row[0]: Known(*row[1:4]) for row in rows}
    return Register(digests, {row[3]: row[4] for row in rows if row[4]})


def land(
    connection: "DuckDBPyConnection",
    verdict: Verdict,
    secret: bytes,
    received_at: datetime,
    *,
    accept_large_change: bool = False,
) -> Landed:
    """Write the rows and the register of an accepted verdict in one transaction.

    Raises TooFewRows when a list of the same period's submission had a fifth more rows.
    """
    submission = verdict.submission
    assert submission and not verdict.is_refused, "the door refused this submission"
    rows = sum(tally.landed for tally in verdict.tallies)
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
            _insert(connection, verdict, table, secret)
        _register(connection, verdict, received_at)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
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
    connection.execute(
        "update register.submissions set superseded_by = ? where submission_id = ?",
        [later, earlier],
    )


def _insert(
    connection: "DuckDBPyConnection",
    verdict: Verdict,
    table: AcceptedTable,
    secret: bytes,
) -> None:
    import pyarrow

    schema = verdict.submission.return_name
    dfe_code, count = verdict.borough.dfe_code, len(table.source_rows)
    shared = table.columns["child_id"]
    stored = {text: landing_pseudonym(secret, dfe_code, text) for text in set(shared)}
    arrow = pyarrow.table(
        {
            "_submission_id": [verdict.submission.submission_id] * count,
            "_borough_code": [verdict.borough.code] * count,
            "_source_row": pyarrow.array(table.source_rows, pyarrow.int32()),
            **{
                name: pyarrow.array(
                    [stored[text] for text in texts] if name == "child_id" else texts,
                    pyarrow.string(),
                )
                for name, texts in table.columns.items()
            },
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
