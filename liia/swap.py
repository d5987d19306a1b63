"""A built file into the place of the warehouse: sealed, looked through, swapped in whole.

Readers hold yesterday's file until they open again; they are never blocked and never see
a mixture. DuckDB replays a `.wal` that it finds beside a file, whoever wrote it, so none
may stand there before or after.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from ingest.errors import KeyProblem, LiiaError
from liia.database import opened
from liia.failpoints import reach


class NotSound(LiiaError):
    """A built file that must not take the place of the warehouse; yesterday's stays."""


def seal(made: Path, inputs: str, published: Mapping[str, str] = {}) -> None:
    """Note in `made` what it was built from, and fold its log into the file.

    `published` has the SQL that made each publication, by name: what a release is
    computed again with.

    The note travels with the swap: no kill can part the two.
    """
    import duckdb

    try:
        with opened(made, "warehouse", read_only=False) as connection:
            connection.execute("create schema if not exists governance")
            connection.execute(
                "create or replace table governance.built_from as "
                "select ? as inputs_digest",
                [inputs],
            )
            connection.execute(
                "comment on table governance.built_from is 'One row per warehouse: the "
                "digest of the landing, code, seeds and settings it was built from.'"
            )
            connection.execute(
                "create table if not exists governance.published_sql "
                "(model_name varchar primary key, sql varchar)"
            )
            connection.execute(
                "comment on table governance.published_sql is 'One row per publication: "
                "the SQL that made it, of protected counts and public facts.'"
            )
            for pair in published.items():
                connection.execute(
                    "insert or replace into governance.published_sql values (?, ?)",
                    pair,
                )
            connection.execute("checkpoint")
    except duckdb.Error as fault:
        raise NotSound(
            f"{made} could not be written to its end ({type(fault).__name__}); "
            "yesterday's warehouse stays. Look for a full disk, and run again."
        ) from None


def verify(made: Path, standing: Path | None, expected: Iterable[str]) -> None:
    """See that `made` opens by itself, holds each of the `expected` tables, and has not
    lost a mart that held rows in `standing`, if that is given, while as many are landed.

    Raises NotSound, saying what is missing.
    """
    _no_wal_beside(made)
    rows = row_counts(made)
    missing = sorted(set(expected) - set(rows))
    if missing:
        raise NotSound(f"the build lacks {', '.join(missing)}; yesterday's stays.")
    try:
        before = row_counts(standing) if standing and standing.exists() else {}
    except NotSound:
        before = {}  # What stands cannot be read: the sooner it is replaced, the better.
    landed = "governance.landed_row_outcomes"
    emptied = [
        name
        for name, count in before.items()
        if name.startswith("core.") and count and rows.get(name) == 0
    ]
    if emptied and rows.get(landed, 0) >= before.get(landed, 0):
        raise NotSound(
            f"{', '.join(emptied)} held rows yesterday and would hold none, though as "
            "much is landed; yesterday's warehouse stays. Look at what changed in the "
            "code; if it is meant, move warehouse.duckdb away and run again."
        )


def row_counts(path: Path) -> dict[str, int]:
    """Rows of each table, as the engine estimates them; exact in a sealed file."""
    import duckdb

    try:
        with opened(path, "looked_at") as connection:
            return dict(
                connection.execute(
                    "select schema_name || '.' || table_name, estimated_size "
                    "from duckdb_tables() where database_name = 'looked_at'"
                ).fetchall()
            )
    except (duckdb.Error, KeyProblem) as fault:
        words = f"{path} does not open ({type(fault).__name__}); yesterday's stays."
        raise NotSound(words) from None


def swap_in(made: Path, standing: Path) -> None:
    """Put `made` in the place of `standing`, durable and whole.

    A stale log beside either would bring back what was forgotten.
    """
    for path in (made, standing):
        _no_wal_beside(path)
    _sync(made)
    reach("swap.synced")
    os.replace(made, standing)
    reach("swap.replaced")
    _sync(standing.parent)


def clear_leftovers(home: Path, spill: Path) -> list[str]:
    """Remove what a killed run left behind; the names of it. The caller holds the lock.

    Nobody writes to the warehouse in place, so a log beside it is not its own.
    """
    patterns = ("build*.duckdb", "build*.duckdb.wal", "warehouse.duckdb.wal")
    patterns += ("landing-rewritten.duckdb", "landing-rewritten.duckdb.wal")
    patterns += ("state/*.part", "releases/.*.part", "rights/*.part")
    patterns += ("audit/*.part", "certificates/*.part")
    found = [path for pattern in patterns for path in home.glob(pattern)]
    found += spill.iterdir() if spill.is_dir() else ()
    for leftover in found:
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    return sorted(path.name for path in found)


def wal(path: Path) -> Path:
    """The log that DuckDB keeps beside a file that is written to."""
    return path.with_name(path.name + ".wal")


def _no_wal_beside(path: Path) -> None:
    if wal(path).exists():
        raise NotSound(
            f"{wal(path)} stands beside a database and would be replayed into it. "
            "Close whatever program writes there, and build again."
        )


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle to a folder to sync.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
