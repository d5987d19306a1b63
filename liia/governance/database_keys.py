"""A new key for the encrypted databases; the first one is what encrypts them at all.

Each file is written anew under the new key and put in place whole; the key in force
changes last. A run that is killed between leaves files under either key and both keys,
and the next refresh, build or `liia rekey --database` ends its work.
"""

import os
from pathlib import Path

from ingest.errors import KeyProblem
from liia.configuration import Settings
from liia.database import (
    attach,
    database_key,
    fresh_connection,
    opened,
)
from liia.governance import audit_log
from liia.governance.durable import sync_folder
from liia.governance.rewriting import Change, rewrite_landing
from liia.keys import Key, new_key, read_key
from liia.swap import swap_in, wal


def new_database_key(settings: Settings) -> Key:
    """Encrypt landing and warehouse with a new key; the old one is destroyed."""
    path = settings.key_file("database-next")
    if not path.exists():
        landing = settings.key_file("landing")
        demo = landing.exists() and read_key(landing, "landing").is_demo
        new_key(path, "database", demo=demo)
    finish_new_database_key(settings)
    audit_log.record(settings, "database_rekey", key=database_key().fingerprint)
    return database_key()


def finish_new_database_key(settings: Settings) -> None:
    """What a change of the databases' key has left to do, if one was begun."""
    path = settings.key_file("database-next")
    if not path.exists():
        return
    key = read_key(path, "database")
    if settings.landing_file.exists() and not _opens(settings.landing_file, key):
        rewrite_landing(settings, Change(), key)
    if settings.warehouse_file.exists() and not _opens(settings.warehouse_file, key):
        _copy_warehouse(settings, key)
    for copy in settings.home.glob("dev/*.duckdb*"):
        copy.unlink()
    os.replace(path, settings.key_file("database"))
    sync_folder(path.parent)


def _copy_warehouse(settings: Settings, key: Key) -> None:
    made = settings.home / "build-encrypted.duckdb"
    for leftover in (made, wal(made)):
        leftover.unlink(missing_ok=True)
    with opened(settings.warehouse_file, "warehouse", read_only=False) as connection:
        connection.execute("checkpoint")
    with fresh_connection() as connection:
        attach(connection, settings.warehouse_file, "standing", database_key())
        attach(connection, made, "warehouse", key, read_only=False)
        connection.execute("copy from database standing to warehouse")
        connection.execute("checkpoint warehouse")
    swap_in(made, settings.warehouse_file)


def _opens(path: Path, key: Key) -> bool:
    with fresh_connection() as connection:
        try:
            attach(connection, path, "tried", key)
        except KeyProblem:
            return False
    return True
