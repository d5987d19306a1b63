"""The one way notebooks open the warehouse: read only, and cut off from the world.

A seat-belt, not a wall: who may read the file is for the operating system to say.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UsageError
from liia.configuration import settings
from liia.database import attach, database_key, fresh_connection, shut_out_the_world

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connect(path: Path | None = None) -> "DuckDBPyConnection":
    """A connection on which `core.cp_plans` and its like can be queried, and no more."""
    path = path or settings().warehouse_file
    if not path.exists():
        raise UsageError(f"no warehouse at {path}. Run: make demo, or liia build")
    # What a reader cannot hold must not lie about as a file of children's rows.
    connection = fresh_connection(spills=False)
    attach(connection, path, "warehouse", database_key())
    connection.execute("use warehouse")
    shut_out_the_world(connection)
    return connection
