"""The one way notebooks open the warehouse: read only, and cut off from the world.

A seat-belt, not a wall: who may read the file is for the operating system to say.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UsageError
from liia.configuration import settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connect(path: Path | None = None) -> "DuckDBPyConnection":
    """A connection on which `core.cp_plans` and its like can be queried, and no more.

    Attached from a fresh in-memory database, so that a swapped-in warehouse is seen
    even by a process that still holds yesterday's.
    """
    import duckdb

    path = path or settings().warehouse_file
    if not path.exists():
        raise UsageError(f"no warehouse at {path}. Run: make demo, or liia build")
    bounds = settings()
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": bounds.memory_limit,
            "threads": bounds.threads,
            # What a reader cannot hold must not lie about as a file of children's rows.
            "temp_directory": "",
        },
    )
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as warehouse (read_only)")
    connection.execute("use warehouse")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set autoload_known_extensions = false")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection
