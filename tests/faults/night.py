"""A night in a home of its own, run in a process that can be killed or starved."""

import importlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from tests.workbooks import shared_row, write_workbook

RUNS = multiprocessing.get_context("forkserver")
# Imported once; every trial is a fork of a process that has run nothing yet.
# The last list that is set counts, so there is one.
RUNS.set_forkserver_preload(["tests.faults.warm", "tests.faults.governed_home"])

LONGEST_SECONDS = 300
MEANWHILE = {"ISL": ("2026-03", 4), "HAC": ("2026-02", 3)}
"""What arrives in the evening: borough to period, and children told of."""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    exit_code: int
    """Negative when a signal ended it."""
    said: str


@dataclass(frozen=True)
class Home:
    """A LIIA_HOME, the dbt project that its nights build, and what they may be denied."""

    path: Path
    project: Path | None
    """None: the house's own."""

    def send(self, borough: str, month: str, children: int) -> Path:
        """A shareable workbook into the inbox."""
        day = date.fromisoformat(f"{month}-20")
        rows = {
            number: [shared_row(number, child, day=day) for child in range(children)]
            for number in (3, 4)
        }
        return write_workbook(
            self.path / "inbox" / borough / f"Annex_A_{month}.xlsx", rows
        )

    def copy(self, folder: Path) -> "Home":
        return Home(Path(shutil.copytree(self.path, folder)), self.project)

    def start(self, *arguments: str, **faults):
        # Beside no home: its disk may be full.
        said = Path(tempfile.gettempdir()) / f"night-{uuid.uuid4().hex}.txt"
        process = RUNS.Process(
            target=_run, args=(self, arguments or ("refresh",), said, faults)
        )
        process.start()
        return process, said

    def run(self, *arguments: str, **faults) -> Ended:
        """Run `liia …` to its end; `faults` as in `_run`."""
        return end_of(*self.start(*arguments, **faults))

    def run_until(self, seconds: float, blow: signal.Signals) -> Ended:
        """Run a night and strike it so long after it began, if it is still at work."""
        process, said = self.start()
        process.join(seconds)
        if process.is_alive():
            os.kill(process.pid, blow)
        return end_of(process, said)

    def warehouse(self) -> dict[str, tuple]:
        """Rows and a digest of each table; the warehouse is opened as readers do."""
        return contents(
            self.path / "warehouse.duckdb", left_out="governance.built_from"
        )

    def landed(self) -> dict[str, int]:
        """Rows of each standing submission in landing."""
        with duckdb.connect(":memory:") as connection:
            path = self.path / "landing.duckdb"
            connection.execute(f"attach '{path}' as landing (read_only)")
            rows = connection.execute(
                "select left(submission_id, 3) || period_end, count(listed._source_row) "
                "from landing.register.submissions left join ("
                "select _submission_id, _source_row from landing.annex_a.referrals "
                "union all "
                "select _submission_id, _source_row from landing.annex_a.assessments"
                ") as listed on submission_id = listed._submission_id group by all"
            ).fetchall()
            return dict(rows)

    def lost_rows(
        self, yesterday: Mapping[str, int], tonight: Mapping[str, int]
    ) -> int:
        """Rows that are neither landed nor still waiting in the inbox."""
        landed = self.landed()
        waiting = {path.parent.name for path in self.path.glob("inbox/*/*.xlsx")}
        return sum(
            abs(count - landed.get(name, 0))
            for name, count in tonight.items()
            if name in yesterday or name in landed or name[:3] not in waiting
        )


def contents(path: Path, left_out: str = "") -> dict[str, tuple]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{path}' as looked_at (read_only)")
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where database_name = 'looked_at' order by all"
        ).fetchall()
        query = "select count(*), sum(hash(rows_of)) from looked_at.{} as rows_of"
        return {
            name: connection.execute(query.format(name)).fetchone()
            for (name,) in names
            # Whose moment of receipt differs from trial to trial.
            if name not in (left_out, "staging.stg_register__submissions")
        }


def end_of(process, said: Path) -> Ended:
    process.join(LONGEST_SECONDS)
    if process.is_alive():
        process.kill()
        raise AssertionError("a night did not end")
    words = said.read_text() if said.exists() else ""
    said.unlink(missing_ok=True)
    return Ended(process.exitcode, words)


def _run(home: Home, arguments: tuple[str, ...], said: Path, faults: dict) -> None:
    """In the child: the command line itself, in its environment of faults.

    `environment` is set; `largest_file` is in bytes; `broken` replaces a function
    (module, name) by one that raises.
    """
    os.setsid()
    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.chdir(home.path)
    os.environ |= {"LIIA_HOME": str(home.path), "LIIA_TODAY": "2026-04-15"}
    for name, value in faults.get("environment", {}).items():
        os.environ[name] = value
        if not value:
            del os.environ[name]
    import liia.cli
    import liia.dbt_run

    if home.project:
        liia.dbt_run.project_root = lambda: home.project
    if "largest_file" in faults:
        import resource

        limit = faults["largest_file"]
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if "broken" in faults:
        module, name, fault = faults["broken"]
        setattr(importlib.import_module(module), name, _raiser(fault))
    sys.argv = ["liia", *arguments]
    liia.cli.main()


def _raiser(fault: BaseException):
    def broken(*_, **__):
        raise fault

    return broken
