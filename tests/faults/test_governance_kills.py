"""kill -9 while a child is erased, a submission expires or a key changes.

What stands afterwards is the old state or the new of each database, never between, and
the next build, such as the nightly one, ends what was begun.
"""

import os
import random
import shutil
import time
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from liia.configuration import settings
from liia.governance.child_rows import child_key
from liia.governance.forgetting import read_notes
from liia.governance.requests import Requests
from liia.governance.traces_in_files import markers_in_files
from liia.governance.verification import verify
from liia.warehouse import connect
from tests.faults.governed_home import run
from tests.faults.night import RUNS
from tests.governance.homes import landed, markers_of, sent, taken_in, uncompressed

TRIALS = 25 if os.environ.get("FAULT_TRIALS") == "all" else 1
SEEN: dict[str, Counter] = {}


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    """A built home of nine children, of whom two are told of by January's file alone."""
    from liia.doctor import make_missing_keys

    home = tmp_path_factory.mktemp("before") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIIA_HOME", str(home))
        patch.setenv("LIIA_TODAY", "2026-04-15")
        uncompressed(patch)
        make_missing_keys(settings(), demo=True)
        sent(home, range(1, 8), last=date(2026, 1, 31))
        taken_in(datetime(2026, 2, 2))
        sent(home, range(3, 10))
        taken_in()
        finished("build")
    return home


@pytest.fixture
def home(before, tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("LIIA_HOME", str(folder))
    monkeypatch.setenv("LIIA_TODAY", "2026-04-15")
    return lambda: shutil.copytree(
        before, shutil.rmtree(folder, ignore_errors=True) or folder
    )


def start(verb: str):
    """The process of a verb that has begun, and how it tells of its end."""
    ours, theirs = RUNS.Pipe()
    wanted = ("LIIA_HOME", "LIIA_TODAY")
    environment = {name: os.environ[name] for name in wanted}
    process = RUNS.Process(target=run, args=(verb, environment, theirs))
    process.start()
    theirs.close()
    assert ours.recv() == "begun"
    return process, ours


def finished(verb: str) -> float:
    """The seconds that the verb takes when nobody kills it."""
    process, telling = start(verb)
    began = time.monotonic()
    assert telling.recv() == "ended"
    process.join()
    return time.monotonic() - began


def trials(verb: str, home, monkeypatch, today: str = "2026-04-15"):
    """Each killed run's home, at a moment of its own."""
    monkeypatch.setenv("LIIA_TODAY", today)
    home()
    whole = finished(verb)
    random.seed(verb)
    for trial in range(TRIALS):
        folder = home()
        share = (trial + random.random()) / TRIALS
        process, _ = start(verb)
        time.sleep(whole * share)
        process.kill()
        process.join()
        yield folder, SEEN.setdefault(verb, Counter())


def children_landed() -> set[str]:
    """Keys of the children in landing: every one of them with the same lists."""
    rows = landed(
        "select child_id, count(distinct list_number) from ("
        "select child_id, 3 as list_number from annex_a.referrals union all "
        "select child_id, 7 from annex_a.child_protection union all "
        "select child_id, 8 from annex_a.children_looked_after) group by all"
    )
    assert {lists for _, lists in rows} <= {3}, "half of a child"
    return {child_key("ISL", child) for child, _ in rows}


def children_built() -> set[str]:
    with connect() as warehouse:
        return {row[0] for row in warehouse.execute("from core.children").fetchall()}


def is_clean(folder: Path) -> bool:
    return not [*folder.glob("*.wal"), *folder.glob("build-*"), *folder.glob("*-rew*")]


def test_an_erasure_that_is_killed_is_old_or_new_and_ends_with_the_next_run(
    home, monkeypatch
):
    for folder, seen in trials("erase", home, monkeypatch):
        gone = set(markers_of(3))
        in_landing, in_warehouse = children_landed(), children_built()
        assert len(in_landing - gone) == 8 and len(in_warehouse - gone) == 8
        stands = bool(Requests(settings()).standing)
        assert stands or (gone & in_landing and gone & in_warehouse)
        seen["new" if not gone & in_warehouse else "begun" if stands else "old"] += 1
        finished("build")
        assert children_landed() == children_built() and is_clean(folder)
        left = sum(markers_in_files(folder, gone).values())
        assert (left == 0) is stands and len(children_built()) == 9 - stands
        assert len(list(folder.glob("certificates/*erase*.json"))) == stands
        assert not any(one.faults for one in verify(settings()))


def test_retention_that_is_killed_is_old_or_new_and_ends_with_the_next_run(
    home, monkeypatch
):
    for folder, seen in trials("retention", home, monkeypatch, "2032-03-01"):
        sizes = {len(children_landed()), len(children_built())}
        assert sizes <= {7, 9}
        seen["new" if sizes == {7} else "old" if sizes == {9} else "begun"] += 1
        finished("build")
        assert children_landed() == children_built() and is_clean(folder)
        assert len(children_built()) == 7
        assert sum(markers_in_files(folder, markers_of(1)).values()) == 0
        assert len(list(folder.glob("certificates/retention-*.json"))) == 1
        assert not any(one.faults for one in verify(settings()))


def test_a_rotation_that_is_killed_is_old_or_new_and_ends_with_the_next_run(
    home, monkeypatch
):
    for folder, seen in trials("rekey", home, monkeypatch):
        epochs = landed("select count(*) from register.epochs")[0][0]
        letters = landed("select distinct child_id[:2] from annex_a.referrals")
        assert letters == [(f"k{epochs}",)], "two epochs in one landing"
        assert len(children_landed()) == len(children_built()) == 9
        is_new = children_landed() == children_built()
        seen["old" if epochs == 1 else "new" if is_new else "begun"] += 1
        finished("build")
        assert children_landed() == children_built() and is_clean(folder)
        assert read_notes(settings()) == {"expired": [], "replaced": []}
        assert not any(one.faults for one in verify(settings()))


def test_the_kills_fell_before_in_and_after_the_work(request):
    """Told, so that a reader sees where they fell; whole only with every trial."""
    for verb, states in SEEN.items():
        print(f"{verb}: {sum(states.values())} kills, {dict(states)}")
        if TRIALS > 1:
            assert states["old"] and states["begun"] + states["new"], verb
