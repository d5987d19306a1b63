"""Landing written anew: the one way in which a database forgets.

DuckDB keeps the bytes of what is deleted, through checkpoints and vacuums; only a new
file forgets. Whatever must go is never written to it. The standing file is replaced
whole or not at all.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import LiiaError
from ingest.landing import create_tables
from ingest.layout import landing_forms
from liia.configuration import Settings
from liia.database import (
    attach,
    database_key,
    fresh_connection,
    opened,
)
from liia.governance.tombstones import RULE
from liia.keys import Key
from liia.swap import swap_in, wal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Change:
    """How the new landing differs from the standing one."""

    gone_submissions: Iterable[str] = ()
    """Submissions that leave nothing behind, not even their line in the register."""
    gone_children: Iterable[str] = ()
    """Stored pseudonyms whose rows are not written; they are counted as erased."""
    new_ids: Mapping[str, str] = field(default_factory=dict)
    """Stored pseudonym to what it is stored as from now on."""
    epochs: Mapping[int, str] = field(default_factory=dict)
    """Epochs that begin, with their keys' fingerprints."""
    strangers: Iterable[str] = ()
    """Boroughs whose latest key fingerprint no longer holds."""


def rewrite_landing(
    settings: Settings, change: Change, new_key: Key | None = None
) -> None:
    """Write landing anew with `change`, and put it in the place of the standing one.

    With `new_key`, the new file is encrypted with it, whatever the standing one was.
    """
    standing = settings.landing_file
    made = settings.home / "landing-rewritten.duckdb"
    clear_rewritten(settings)
    with opened(standing, "landing", read_only=False) as connection:
        # What a killed run left in the log belongs to the standing file, not to the new.
        connection.execute("checkpoint")
    key = database_key()
    with fresh_connection() as connection:
        attach(connection, standing, "standing", key)
        attach(connection, made, "landing", new_key or key, read_only=False)
        connection.execute("use landing")
        create_tables(connection)
        _copy(connection, change)
        connection.execute("checkpoint")
    swap_in(made, standing)


def clear_rewritten(settings: Settings) -> None:
    """What a killed rewriting left behind; the caller holds the lock."""
    made = settings.home / "landing-rewritten.duckdb"
    wal(made).unlink(missing_ok=True)
    made.unlink(missing_ok=True)


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(connection: "DuckDBPyConnection", change: Change) -> None:
    import pyarrow

    for name, values in {
        "gone_submissions": list(change.gone_submissions),
        "gone_children": list(change.gone_children),
        "strangers": list(change.strangers),
    }.items():
        connection.register(
            name, pyarrow.table({"id": pyarrow.array(values, "string")})
        )
    renamed = {
        "id": pyarrow.array(list(change.new_ids), "string"),
        "new_id": pyarrow.array(list(change.new_ids.values()), "string"),
    }
    connection.register("renamed", pyarrow.table(renamed))
    connection.execute("begin")
    held = _columns(connection, "standing")
    made = _columns(connection, "landing")
    if unknown := sorted(set(held) - set(made)):
        tables = ", ".join(".".join(table) for table in unknown)
        raise LiiaError(
            f"landing holds tables that this version does not know ({tables}); it was "
            "not written anew. Use the version that made them."
        )
    for (schema, table), columns in held.items():
        kept = [column for column in columns if column in made[schema, table]]
        if table != "to_scrub":
            _copy_table(connection, f"{schema}.{table}", kept)
    _count_erased(connection)
    for epoch, fingerprint in change.epochs.items():
        connection.execute(
            "insert or ignore into register.epochs values (?, ?)", [epoch, fingerprint]
        )
    connection.execute(
        "update register.submissions set key_fingerprint = null "
        "where borough_code in (select id from strangers)"
    )
    connection.execute("commit")


def _columns(
    connection: "DuckDBPyConnection", catalogue: str
) -> dict[tuple[str, str], list[str]]:
    rows = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where database_name = ? and not internal",
        [catalogue],
    ).fetchall()
    tables: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in rows:
        tables.setdefault((schema, table), []).append(column)
    return tables


def _copy_table(connection: "DuckDBPyConnection", table: str, columns: list) -> None:
    shown, conditions = [], []
    for column in columns:
        if column == "child_id":
            renamed = "(select new_id from renamed where renamed.id = held.child_id)"
            shown.append(f"coalesce({renamed}, held.child_id) as child_id")
            conditions.append("child_id not in (select id from gone_children)")
        else:
            shown.append(column)
        if column in ("_submission_id", "submission_id"):
            conditions.append(f"{column} not in (select id from gone_submissions)")
    # Two ids that became one are one restriction.
    distinct = "distinct" if table == "register.restrictions" else ""
    connection.execute(
        f"insert into {table} by name select {distinct} {', '.join(shown)} "
        f"from standing.{table} as held"
        + (f" where {' and '.join(conditions)}" if conditions else "")
    )


def _count_erased(connection: "DuckDBPyConnection") -> None:
    """Read = landed + rejected still holds when rows are gone: they count as erased."""
    held = _columns(connection, "standing")
    for form in landing_forms():
        if (form.return_name, form.table_name) not in held:
            continue
        counts = connection.execute(
            f"select _submission_id, count(*) from standing.{form.return_name}."
            f"{form.table_name} where child_id in (select id from gone_children) "
            "and _submission_id not in (select id from gone_submissions) group by all"
        ).fetchall()
        for submission_id, count in counts:
            place = [submission_id, form.table_name]
            labels = connection.execute(
                "select list_label from register.submission_lists "
                "where submission_id = ? and table_name = ?",
                place,
            ).fetchall()
            for (label,) in labels:
                _count_on_list(connection, submission_id, label, count)
            connection.execute(
                "update register.submission_lists set rows_landed = rows_landed - ? "
                "where submission_id = ? and table_name = ?",
                [count, *place],
            )


def _count_on_list(
    connection: "DuckDBPyConnection", submission_id: str, label: str, count: int
) -> None:
    rejected = [submission_id, label, RULE]
    before = connection.execute(
        "delete from register.rejected_rows where submission_id = ? "
        "and list_label = ? and rule_id = ? returning row_count",
        rejected,
    ).fetchall()
    connection.execute(
        "insert into register.rejected_rows values (?, ?, ?, ?)",
        [*rejected, count + sum(row[0] for row in before)],
    )
