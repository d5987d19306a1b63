"""A run of ingest that is killed, or that finds no room: nothing by halves, nothing lost."""

import os
import resource

import pytest

from liia.configuration import Settings
from liia.doctor import make_missing_keys
from tests.faults.drill import (
    STOPS,
    fill_inbox,
    half_landed,
    kill_after,
    kill_at,
    landed,
    random_seconds,
    run,
)

EVERY = os.environ.get("FAULT_TRIALS") == "all"
"""`make faults` sets it; the suite runs one trial of each kind."""
POINTS = [(stop, when) for stop in STOPS for when in ("before", "after")]
POINTS = POINTS if EVERY else [("ingest.landing._register", "before")]
MOMENTS = random_seconds(24 if EVERY else 1)
FREE_BYTES = (10_000, 40_000, 150_000) if EVERY else (40_000,)
WHOLE = 4
"""Submissions of the drill that the door takes."""


@pytest.fixture
def bare_home(tmp_path):
    """A home with keys and nothing else: the drill fills its inbox."""
    folder = tmp_path / "home"
    make_missing_keys(Settings(home=folder), demo=True)
    return folder


def finishes(home, before):
    """What must hold after any ending; then the next run does the rest."""
    assert half_landed(home) == []
    assert before.items() <= landed(home).items()
    process = run(home)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 3, said  # one file of the drill is refused
    assert half_landed(home) == []
    assert len(landed(home)) == WHOLE
    left = sorted(path.name for path in (home / "inbox").rglob("*.xlsx"))
    assert left == ["Annex_A_2026_Mar.xlsx"]
    receipts = [path for path in (home / "receipts").glob("*/*.html")]
    assert len([path for path in receipts if "refused" not in path.name]) == WHOLE


@pytest.mark.parametrize(("stop", "when"), POINTS)
def test_a_run_killed_at_a_step_leaves_whole_submissions(bare_home, stop, when):
    fill_inbox(bare_home)
    kill_at(bare_home, stop, when, 2)
    finishes(bare_home, landed(bare_home))


@pytest.mark.parametrize("seconds", MOMENTS)
def test_a_run_killed_at_any_moment_leaves_whole_submissions(bare_home, seconds):
    fill_inbox(bare_home)
    kill_after(bare_home, seconds)
    finishes(bare_home, landed(bare_home))


@pytest.mark.parametrize("free_bytes", FREE_BYTES)
def test_a_run_that_finds_no_room_says_so_and_loses_nothing(bare_home, free_bytes):
    fill_inbox(bare_home)
    held = {
        "preexec_fn": lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (free_bytes, resource.RLIM_INFINITY)
        )
    }
    process = run(bare_home, **held)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1 and "full" in said and "Traceback" not in said
    finishes(bare_home, landed(bare_home))
