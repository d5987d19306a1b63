"""How a database file is opened: attached, cut off from the world, encrypted if a key is.

Attached from a fresh in-memory database, a file that was swapped in is seen even by a
process that still holds yesterday's, and an encrypted one can be given its key. A file
and the configuration must agree: there is no falling back to plain text.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import KeyProblem, LiiaError
from liia.configuration import settings
from liia.keys import Key, read_key

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def database_key() -> Key | None:
    """The key that landing and warehouse are encrypted with, where one is configured."""
    path = settings().key_file("database")
    return read_key(path, "database") if path.exists() else None


@contextmanager
def opened(
    path: Path, name: str, *, read_only: bool = True
) -> Iterator["DuckDBPyConnection"]:
    """The database at `path`, attached as `name` and in use, with the configured key."""
    with fresh_connection() as connection:
        attach(connection, path, name, database_key(), read_only=read_only)
        connection.execute(f"use {name}")
        shut_out_the_world(connection)
        yield connection


def fresh_connection(*, spills: bool = True) -> "DuckDBPyConnection":
    """A connection to nothing yet, bounded, which will never install anything."""
    import duckdb

    bounds = settings()
    # In-memory databases would spill into the folder that the command runs in.
    spill = bounds.spill_folder / uuid.uuid4().hex
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": bounds.memory_limit,
            "threads": bounds.threads,
            "temp_directory": str(spill) if spills else "",
        },
    )
    # It would draw a bar into whatever reads our output.
    connection.execute("set enable_progress_bar = false")
    return connection


def attach(
    connection: "DuckDBPyConnection",
    path: Path,
    name: str,
    key: Key | None,
    *,
    read_only: bool = True,
) -> None:
    """Attach a file, with its key when there is one.

    Raises KeyProblem when the file is encrypted and the key is not the one, or missing,
    or when a key is configured and the file is not encrypted.
    """
    import duckdb

    if key:
        load_encryption(connection)
    options = ["read_only"] * read_only
    options += [f"encryption_key '{key.secret.hex()}'"] if key else []
    quoted = str(path).replace("'", "''")
    words = f"({', '.join(options)})" if options else ""
    try:
        connection.execute(f"attach '{quoted}' as {name} {words}")
    except (duckdb.CatalogException, duckdb.InvalidInputException) as fault:
        # The engine's own words name the statement, and with it the key.
        raise KeyProblem(_why_not(str(fault), path)) from None
    is_encrypted = connection.execute(
        "select encrypted from duckdb_databases() where database_name = ?", [name]
    ).fetchone()[0]
    if bool(is_encrypted) != bool(key):
        raise LiiaError(f"{path} is not encrypted as it must be; nothing was written.")


def _why_not(fault: str, path: Path) -> str:
    if "without a key" in fault:
        return (
            f"{path} is encrypted and no database key is configured. Put the key back "
            f"at {settings().key_file('database')}"
        )
    if "is not encrypted" in fault:
        return (
            f"a database key is configured and {path} is not encrypted. "
            "Run: liia rekey --database"
        )
    return f"{path} is encrypted with another key than the one that is configured."


def load_encryption(connection: "DuckDBPyConnection") -> None:
    """Give a connection the means to write encrypted files, spill files among them.

    DuckDB encrypts by OpenSSL, which comes with an extension for HTTP; the extension is
    loaded from an installed wheel, and `shut_out_the_world` closes what else it opens.
    """
    import duckdb

    try:
        folder = resources.files("duckdb_extension_httpfs") / "extensions"
    except ModuleNotFoundError:
        raise KeyProblem(
            "a database key is configured, and what encrypts is not installed. "
            "Run: pip install '.[encryption]'"
        ) from None
    file = folder / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
    connection.execute(f"load '{file}'")
    connection.execute("set temp_file_encryption = true")


def shut_out_the_world(connection: "DuckDBPyConnection") -> None:
    """From here on the connection knows the files it has attached, and no other."""
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
