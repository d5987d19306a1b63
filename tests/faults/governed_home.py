"""One run of a verb of governance in a process of its own, to be killed in its middle.

In place of dbt stands a build of one table, so that a trial takes a second and every
other step is the real one. Processes are forked from one that has imported all of it.
"""

import os
from pathlib import Path

import duckdb
import pyarrow  # noqa: F401 - imported once, before processes are forked

import liia.build
from liia.configuration import private_files, settings
from liia.database import attach, database_key, fresh_connection
from liia.governance import rekeying, retention, rights
from tests.governance.homes import child


def build_one_table(settings, made: Path, *_) -> liia.build.Built:
    """A warehouse of `core.children` and no more, as dbt would make it of landing."""
    with fresh_connection() as connection:
        attach(connection, settings.landing_file, "landing", database_key())
        attach(connection, made, "warehouse", database_key(), read_only=False)
        connection.execute("create schema warehouse.core")
        connection.execute(
            "create table warehouse.core.children as "
            "select distinct md5(_borough_code || '|' || child_id) as child_key "
            "from landing.annex_a.referrals where child_id not in "
            "(select child_id from landing.register.restrictions)"
        )
    return liia.build.Built(1, 1, [], ["core.children"])


VERBS = {
    "erase": lambda: rights.erase(settings(), child(3)),
    "retention": lambda: retention.retain(settings()),
    "rekey": lambda: rekeying.rotate_landing_secret(settings()),
    "build": lambda: liia.build.build(settings()),
}


def run(verb: str, environment: dict[str, str], telling) -> None:
    """Carry the verb out, telling when it begins and when it has ended."""
    os.environ |= environment
    connect = duckdb.connect

    def plainly(*arguments, **options):
        connection = connect(*arguments, **options)
        connection.execute("set force_compression = 'uncompressed'")
        return connection

    duckdb.connect = plainly
    liia.build.run_dbt = build_one_table
    private_files()
    telling.send("begun")
    VERBS[verb]()
    telling.send("ended")
