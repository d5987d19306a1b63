"""What was published for which cell: `ledger.duckdb`.

A row is a cell, the keyed digest of its true count, and what was published. A count that
did not change keeps what was published of it, and one that comes back gets what it had;
so nobody can average the rounding away over releases. A financial year closes two years
after it ends: the first release from then on freezes it, and its counts stay as they were
even when the children's rows are gone.

Only a release that passed its audit adds rows. They are written to a file of their own,
which takes the ledger's place after the release folder has taken its own; the next
release finishes that, or throws the file away if the release was never written.
"""

import hmac
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import KeyProblem
from liia.configuration import Settings
from liia.keys import Key

_SCHEMA = """
create table if not exists made_with (fingerprint varchar);
create table if not exists cells (
    cell varchar, digest varchar, published bigint, is_frozen boolean, release varchar,
    entry bigint
)
"""


def digest(secret: bytes, cell: str, count: int) -> str:
    """What stands for the true count: the same only for the same cell and count."""
    said = f"{cell}|{count}".encode()
    return hmac.digest(secret, b"ledger|" + said, "sha256").hex()


@dataclass(frozen=True)
class Ledger:
    """What was published before."""

    by_digest: dict[tuple[str, str], int] = field(default_factory=dict)
    """What was published of a cell with that digest."""
    frozen: dict[str, int] = field(default_factory=dict)
    """What was published of the cells of closed years."""
    releases: int = 0
    """How many releases have added to it."""


def read(settings: Settings, key: Key) -> Ledger:
    """The ledger, empty before the first release.

    Raises KeyProblem when it was made with another rounding secret: a second rounding of
    the same counts would give them away.
    """
    # Nothing is moved here: an analyst's dbt build may read while a release writes.
    standing = [p for p in _all_pending(settings) if _stands(settings, p)]
    path = standing[-1] if standing else settings.ledger_file
    if not path.exists():
        return Ledger()
    import duckdb

    with duckdb.connect(str(path), read_only=True) as ledger:
        made_with = ledger.execute("select fingerprint from made_with").fetchone()
        if made_with and made_with[0] != key.fingerprint:
            raise KeyProblem(
                f"{settings.ledger_file} was made with another rounding key. Put that "
                "key back. A new key needs a new ledger, once a year at most, with no "
                "period in it that was published before."
            )
        rows = ledger.execute(
            "select cell, digest, published, is_frozen, entry from cells order by entry"
        ).fetchall()
    return Ledger(
        {(cell, said): published for cell, said, published, *_ in rows},
        {cell: published for cell, _, published, is_frozen, _ in rows if is_frozen},
        max((entry for *_, entry in rows), default=0),
    )


def prepare(
    settings: Settings, key: Key, release: str, entries, closed: set[str]
) -> None:
    """Write the ledger as it will be once `release` stands, in a file beside it.

    `entries` is an Arrow table of cell, time_period, digest and published; the periods in
    `closed` are frozen from now on.
    """
    import duckdb
    import pyarrow
    from pyarrow import compute

    settle(settings)
    pending = _pending(settings, release)
    partial = pending.with_suffix(".part")
    partial.unlink(missing_ok=True)
    if settings.ledger_file.exists():
        shutil.copyfile(settings.ledger_file, partial)
    is_frozen = compute.is_in(
        entries["time_period"], pyarrow.array(sorted(closed), pyarrow.string())
    )
    entries = entries.append_column("is_frozen", is_frozen)
    with duckdb.connect(str(partial)) as ledger:
        ledger.execute(_SCHEMA)
        ledger.execute(
            "insert into made_with select ? where not exists (from made_with)",
            [key.fingerprint],
        )
        ledger.register("entries", entries)
        ledger.execute(_APPEND, [release])
        ledger.execute("checkpoint")
    _sync(partial)
    os.replace(partial, pending)
    _sync(pending.parent)


def settle(settings: Settings) -> None:
    """Finish what a killed release began: its entries stand if, and only if, it does."""
    for pending in _all_pending(settings):
        if _stands(settings, pending):
            os.replace(pending, settings.ledger_file)
            _sync(settings.home)
        else:
            pending.unlink()
    for partial in settings.home.glob("ledger-*.part*"):
        partial.unlink()


def _all_pending(settings: Settings) -> list[Path]:
    return sorted(settings.home.glob("ledger-*.pending"))


def _stands(settings: Settings, pending: Path) -> bool:
    """Whether the release that wrote `pending` was written whole."""
    release = pending.name.removeprefix("ledger-").removesuffix(".pending")
    return (settings.releases_folder / release / "manifest.json").exists()


def _pending(settings: Settings, release: str) -> Path:
    return settings.home / f"ledger-{release}.pending"


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle to a folder to sync.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# What the ledger knows already, of the same count and as frozen as before, stays one row.
_APPEND = """
insert into cells
with latest as (
    select * from cells qualify entry = max(entry) over (partition by cell)
)
select
    entries.cell,
    entries.digest,
    entries.published,
    entries.is_frozen,
    ?,
    (select coalesce(max(entry), 0) from cells) + 1
from entries
left join latest on entries.cell = latest.cell
where
    latest.cell is null
    or latest.digest != entries.digest
    or latest.published != entries.published
    or latest.is_frozen != entries.is_frozen
"""
