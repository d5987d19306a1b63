"""A run of ingest that is killed, and what must hold after it: the drill of `make faults`.

Landing holds whole submissions only; nothing that stood there is lost; the next run
finishes, and what it leaves is what an undisturbed run leaves.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from tests.workbooks import shared_row, write_workbook

BOROUGHS = ("CAM", "HAC")
STOPS = (
    "ingest.landing._withdraw",
    "ingest.landing._insert",
    "ingest.landing._register",
    "ingest.landing.open_landing",
    "ingest.intake.land",
    "ingest.intake.write_receipt",
    "ingest.intake._Refusals.remember",
    "pathlib.Path.replace",
    "pathlib.Path.unlink",
)
"""Functions at whose door, or behind whose back, the run dies."""
_RUN = """
import importlib, os, signal, sys
target, when, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
def die():
    os.kill(os.getpid(), signal.SIGKILL)
if target:
    path, _, name = target.rpartition(".")
    try:
        holder = importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, inner = path.rpartition(".")
        holder = getattr(importlib.import_module(module), inner)
    import liia.cli, ingest.intake
    plain, calls = getattr(holder, name), [0]
    def stopped(*arguments, **named):
        calls[0] += 1
        if calls[0] == count and when == "before":
            die()
        made = plain(*arguments, **named)
        if calls[0] == count:
            die()
        return made
    setattr(holder, name, stopped)
sys.argv = ["liia", "ingest"]
from liia.cli import main
main()
"""


def fill_inbox(home: Path) -> None:
    """Two boroughs' files of two months each, and one to refuse."""
    for number, code in enumerate(BOROUGHS):
        for month, count in {"Feb": 200, "Mar": 201}.items():
            rows = [shared_row(3, 1000 * number + n) for n in range(count)]
            path = home / "inbox" / code / f"Annex_A_2026_{month}.xlsx"
            write_workbook(path, {3: rows, 7: [shared_row(7, 1000 * number)]})
    bad = [shared_row(3, 1, **{"Referral Source": "E17 9QQ"})]
    write_workbook(home / "inbox" / "WES" / "Annex_A_2026_Mar.xlsx", {3: bad})


def run(home: Path, target: str = "", when: str = "before", count: int = 1, **options):
    """Start an ingest that may stop at a function; the process comes back."""
    environment = {**os.environ, "LIIA_HOME": str(home), "LIIA_TODAY": "2026-04-15"}
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, target, when, str(count)],
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def kill_at(home: Path, target: str, when: str, count: int) -> bool:
    """Whether the run died where it should have."""
    process = run(home, target, when, count)
    process.communicate(timeout=120)
    return process.returncode == -signal.SIGKILL


def kill_after(home: Path, seconds: float) -> bool:
    process = run(home)
    time.sleep(seconds)
    process.kill()
    process.communicate(timeout=120)
    return process.returncode == -signal.SIGKILL


def landed(home: Path) -> dict[str, list[tuple[str, int, int]]]:
    """Submission to its tables: rows that the register tells of, rows that are there."""
    path = home / "landing.duckdb"
    if not path.exists():
        return {}
    with duckdb.connect(str(path)) as connection:
        rows = (
            connection.execute(
                """
            with rows_there as (
                select _submission_id as submission_id, 'referrals' as table_name,
                    count(*) as rows_there from annex_a.referrals group by all
                union all
                select _submission_id, 'child_protection', count(*)
                from annex_a.child_protection group by all
            )
            select coalesce(lists.submission_id, rows_there.submission_id),
                coalesce(lists.table_name, rows_there.table_name),
                coalesce(rows_landed, -1), coalesce(rows_there, 0)
            from (select * from register.submission_lists where table_name is not null)
                as lists
            full outer join rows_there using (submission_id, table_name)
            order by all
            """
            ).fetchall()
            if _has_tables(connection)
            else []
        )
    found: dict[str, list[tuple[str, int, int]]] = {}
    for submission, *rest in rows:
        found.setdefault(submission, []).append(tuple(rest))
    return found


def _has_tables(connection) -> bool:
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_name = 'submissions'"
        ).fetchall()
    )


def half_landed(home: Path) -> list[str]:
    """Submissions of which a part alone is there, or more than the register tells."""
    return [
        submission
        for submission, tables in landed(home).items()
        if any(told != there for _, told, there in tables)
    ]


def random_seconds(trials: int, seed: int = 7) -> list[float]:
    """Moments from the start of a run to about its end."""
    chance = random.Random(seed)
    return [chance.uniform(0.3, 4.0) for _ in range(trials)]
