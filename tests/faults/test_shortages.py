"""A disk that is full, or can only be read, costs a night and nothing else."""

import os
import re
import subprocess

import pytest

from tests.faults.conftest import trials
from tests.faults.night import Home

TEMPFS_MB = 64
MB = 1_000_000


def told(ended) -> str:
    """The last line that the operator reads; it says what to do and no value."""
    assert ended.exit_code == 1, ended.said
    line = [words for words in ended.said.splitlines() if words.startswith("liia:")][-1]
    assert re.search("disk|could not be read or written", line), ended.said
    return line


@pytest.mark.parametrize("trial", trials(12))
def test_a_disk_that_takes_no_larger_file_stops_a_night_that_the_next_heals(
    evening, home, chance, trial
):
    landing = (home.path / "landing.duckdb").stat().st_size
    # From less than a line of the log to less than the night's own landing.
    limit = int(landing * chance.choice([0.001, 0.05, 0.1, 0.3, 0.9, 1.0]))
    ended = home.run(largest_file=limit)
    # Blocks that landing has free may be room enough; a twentieth never is.
    if ended.exit_code or limit <= landing // 20:
        told(ended)
    evening.look_at("disk full (RLIMIT_FSIZE)", home, ended)


@pytest.fixture
def small_disk(evening, tmp_path):
    """A home on a disk of its own, which can be filled and made read-only."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = f"size={TEMPFS_MB}m"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a disk of its own")
    try:
        yield evening.home.copy(disk / "home")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(home: Home, leave: int) -> None:
    disk = os.statvfs(home.path)
    room = max(disk.f_bavail * disk.f_frsize - leave, 0)
    (home.path.parent / "ballast").write_bytes(b"0" * room)


@pytest.mark.parametrize("trial", trials(10))
def test_a_disk_that_fills_up_stops_a_night_that_the_next_heals(
    evening, small_disk, chance, trial
):
    leave = chance.choice([0, 4096, MB // 4, MB // 2, MB])
    fill(small_disk, leave)
    ended = small_disk.run()
    if ended.exit_code or leave <= 4096:
        told(ended)
    (small_disk.path.parent / "ballast").unlink()
    evening.look_at("disk full (tmpfs)", small_disk, ended)


@pytest.mark.parametrize("trial", trials(3))
def test_a_disk_that_can_only_be_read_is_told_and_nothing_changes(
    evening, small_disk, trial
):
    disk = str(small_disk.path.parent)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        ended = small_disk.run()
        assert "can only be read" in told(ended)
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    evening.look_at("read-only disk", small_disk, ended)
