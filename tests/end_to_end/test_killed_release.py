"""A release that is killed exists whole or not at all, and its ledger with it."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from liia.failpoints import KILLED

IS_WHOLE = os.environ.get("FAULT_TRIALS") == "all"
PLACES = ["release.prepared", "release.written", "release.replaced"]
TRIALS = range(20 if IS_WHOLE else 0)
"""`make faults` kills at every named place, and twenty times at any moment."""


@pytest.fixture
def home(walked, tmp_path):
    """The walk's home, before its release."""
    copied = tmp_path / "home"
    shutil.copytree(walked.home, copied)
    shutil.rmtree(copied / "releases")
    (copied / "ledger.duckdb").unlink()
    return copied


def release(home, **environment) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "liia", "release"],
        env={**os.environ, "LIIA_HOME": str(home), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def look_at(home) -> None:
    """Nothing stands in part, and the next run finishes what was begun."""
    for folder in (home / "releases").glob("[!.]*"):
        manifest = json.loads((folder / "manifest.json").read_text())
        for name, said in manifest["files"].items():
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            assert digest == said["sha256"], name
    mended = release(home)
    _, said = mended.communicate()
    assert mended.returncode == 0, said
    names = [path.name for path in (home / "releases").iterdir()]
    assert names == ["2026-03-31_v1"]
    assert list(home.glob("ledger-*")) == []
    with duckdb.connect(str(home / "ledger.duckdb"), read_only=True) as ledger:
        found = ledger.execute("select distinct release from cells").fetchall()
    assert found == [("2026-03-31_v1",)]


@pytest.mark.parametrize("place", PLACES if IS_WHOLE else PLACES[:1])
def test_a_release_killed_at_a_failpoint_is_whole_or_not_there(home, place):
    killed = release(home, LIIA_FAILPOINT=place)
    killed.wait()
    assert killed.returncode == KILLED
    standing = list((home / "releases").glob("[!.]*"))
    assert len(standing) == (place == "release.replaced")
    look_at(home)


@pytest.mark.skipif(not IS_WHOLE, reason="twenty kills at any moment: make faults")
@pytest.mark.parametrize("trial", TRIALS or [0])
def test_a_release_killed_at_any_moment_is_whole_or_not_there(home, trial):
    run = release(home)
    time.sleep(random.Random(trial).uniform(0.5, 20))
    run.send_signal(signal.SIGKILL)
    run.wait()
    look_at(home)
