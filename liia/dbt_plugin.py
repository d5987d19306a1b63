"""What dbt does before it connects, and what it gives to its connection.

Before: see that there is a landing to build from. After: the key of encrypted databases,
which no profile, log or artefact ever holds, and the statistics that SQL has not.
"""

import os
from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from liia.database import database_key, load_encryption
from liia.statistics.functions import register


class Plugin(BasePlugin):
    """Named in profiles.yml; the class must be called Plugin."""

    def initialize(self, plugin_config: dict) -> None:
        home = Path(os.environ.get("LIIA_HOME", "data"))
        if not (home / "landing.duckdb").exists():
            raise DbtRuntimeError(
                f"nothing has landed in {home}: run `make demo`, or set LIIA_HOME to a "
                "folder that `liia ingest` has filled."
            )
        os.umask(0o077)
        (home / "dev").mkdir(exist_ok=True)

    def configure_connection(self, conn) -> None:
        """Called before the databases of the profile are attached."""
        if key := database_key():
            load_encryption(conn)
            for attached in self.creds.attach:
                attached.options = {"encryption_key": key.secret.hex()}
        register(conn)
