"""Readers are never blocked and never see a mixture, whatever swaps under them."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import duckdb
import pytest

from liia.swap import seal, swap_in, wal
from liia.warehouse import connect
from tests.faults.conftest import trials
from tests.faults.table import TABLE

RUNS = multiprocessing.get_context("spawn")
TABLES = ("referrals", "assessments", "plans")
SWAPS = 50


def make(path: Path, version: int) -> Path:
    """A warehouse of three tables that all say which version they are of."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema core")
        for table in TABLES:
            connection.execute(
                f"create table core.{table} as "
                f"select {version} as version from range(20000)"
            )
    seal(path, f"version {version}")
    return path


def versions(warehouse) -> set[int]:
    """What versions the tables of an open warehouse are of, read one after another."""
    return {
        version
        for table in TABLES
        for (version,) in warehouse.execute(
            f"select distinct version from core.{table}"
        ).fetchall()
    }


def _read_on(path: Path, counts, is_over) -> None:
    latest = 0
    while not is_over.is_set():
        counts[0] += 1
        try:
            with connect(path) as warehouse:
                seen = versions(warehouse)
        except duckdb.Error:
            counts[1] += 1
            continue
        counts[2] += len(seen) != 1 or max(seen) < latest
        latest = max(seen)


def test_readers_of_fifty_swaps_meet_no_error_and_no_mixture(tmp_path):
    standing = make(tmp_path / "warehouse.duckdb", 0)
    counts = [RUNS.Array("i", 3) for _ in range(2)]
    is_over = RUNS.Event()
    readers = [
        RUNS.Process(target=_read_on, args=(standing, c, is_over)) for c in counts
    ]
    for reader in readers:
        reader.start()
    while not all(c[0] for c in counts):
        assert all(reader.is_alive() for reader in readers)
        time.sleep(0.05)
    # A reader that stays keeps the version that it opened.
    with connect(standing) as long_reader:
        for version in range(1, SWAPS + 1):
            swap_in(make(tmp_path / "build.duckdb", version), standing)
        assert versions(long_reader) == {0}
    is_over.set()
    for reader in readers:
        reader.join()
    opens, errors, mixed = (sum(c[i] for c in counts) for i in range(3))
    TABLE[f"readers during {SWAPS} swaps"].append(
        (f"{opens} opens, {errors} errors, {mixed} mixed reads", 0, "-")
    )
    assert opens > 2 and (errors, mixed) == (0, 0)
    with connect(standing) as warehouse:
        assert versions(warehouse) == {SWAPS}


def _swap_on(folder: Path) -> None:
    for version in range(1, 10_000):
        made = folder / "build.duckdb"
        made.unlink(missing_ok=True)
        wal(made).unlink(missing_ok=True)
        swap_in(make(made, version), folder / "warehouse.duckdb")


@pytest.mark.parametrize("trial", trials(60))
def test_a_swap_that_is_killed_leaves_one_version_whole(tmp_path, chance, trial):
    standing = make(tmp_path / "warehouse.duckdb", 0)
    swapper = multiprocessing.get_context("fork").Process(
        target=_swap_on, args=(tmp_path,)
    )
    swapper.start()
    time.sleep(chance.uniform(0, 0.6))
    os.kill(swapper.pid, signal.SIGKILL)
    swapper.join()
    with connect(standing) as warehouse:
        assert len(versions(warehouse)) == 1
    TABLE["a swap killed at any moment"].append(("one whole version", 0, "-"))


@pytest.mark.parametrize("trial", trials(10))
def test_a_stale_log_beside_the_warehouse_is_removed_and_never_replayed(
    evening, home, trial
):
    standing, log = home.path / "warehouse.duckdb", home.path / "warehouse.duckdb.wal"
    # What a program leaves that wrote in place and was killed: rows of another file.
    patched = home.path / "patched.duckdb"
    patched.write_bytes(standing.read_bytes())
    connection = duckdb.connect(str(patched), config={"checkpoint_threshold": "1TB"})
    connection.execute("pragma disable_checkpoint_on_shutdown")
    connection.execute("insert into core.referrals select * from core.referrals")
    connection.close()
    wal(patched).rename(log)
    patched.unlink()
    ended = home.run()
    assert ended.exit_code == 0 and not log.exists()
    assert "warehouse.duckdb.wal" in ended.said
    evening.look_at("stale .wal", home, ended)
