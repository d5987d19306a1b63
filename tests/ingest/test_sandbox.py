"""A reader that dies, hangs or swells takes nobody along, and says nothing."""

import os
import signal
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.privacy import SHARED_PSEUDONYM
from ingest.sandbox import DoorStumbled, open_apart
from tests.ingest.hostile.case import BOROUGH, TODAY

SMALL = Limits(memory_mb=600, cpu_seconds=2, wall_seconds=4)
ROOMY = Limits(memory_mb=400, cpu_seconds=60, wall_seconds=120)


def judged_by(opener, limits=SMALL):
    path = Path("CANARY/referrals.csv")
    return open_apart([path], BOROUGH, TODAY, SHARED_PSEUDONYM, limits, opener)


def aborts(*_):
    print("CANARY")
    os.abort()


def breaks(*_):
    os.kill(os.getpid(), signal.SIGSEGV)


def is_killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def computes_for_ever(*_):
    while True:
        pass


def sleeps_for_ever(*_):
    signal.pause()


def swells(*_):
    held = []
    while True:
        held.append(bytearray(50_000_000))


def writes(paths, *_):
    with open("/tmp/liia-sandbox-canary", "wb") as file:
        file.write(b"CANARY")


def stumbles(*_):
    raise ZeroDivisionError("CANARY")


@pytest.mark.parametrize(
    ("opener", "words"),
    [
        (aborts, "broke its reader"),
        (breaks, "broke its reader"),
        (is_killed, "seconds"),
        (computes_for_ever, "2 seconds of computing"),
        (sleeps_for_ever, "4 seconds in all"),
        (swells, "400 MB of memory"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_reader_that_ends_badly_is_a_refusal_without_a_value(opener, words, capfd):
    verdict = judged_by(opener, ROOMY if opener is swells else SMALL)
    assert verdict.is_refused and words in verdict.fault
    told = capfd.readouterr()
    assert "CANARY" not in verdict.fault + told.out + told.err


@pytest.mark.parametrize("opener", [stumbles, writes], ids=["a bug", "a written file"])
def test_a_fault_of_ours_is_told_by_its_class_and_place(opener):
    with pytest.raises(DoorStumbled) as told:
        judged_by(opener)
    assert "CANARY" not in str(told.value) and "test_sandbox.py" in str(told.value)
