"""What is hostile is refused, what is broken is told, what is odd is taken.

Files that could bring a reader down are judged in a child with limits, as the door does
it; the others here, which is quicker.
"""

from time import monotonic

import pytest

from ingest.door import MOST_REJECTED, examine, judged
from ingest.expectations import judge_lightly
from ingest.limits import Limits
from ingest.privacy import SHARED_PSEUDONYM
from ingest.sandbox import open_apart
from tests.ingest.hostile import archives, censuses, hidden_places, texts
from tests.ingest.hostile.case import BOROUGH, TODAY, outcome_of

LIMITS = Limits(inflated_mb=100, records=50_000, cpu_seconds=20, wall_seconds=60)
"""Smaller than the defaults where a file would take long to make."""
LONGEST_SECONDS = 15
HOSTILE = [*archives.cases(), *censuses.cases()]
BROKEN = [*hidden_places.cases(), *texts.cases()]


@pytest.mark.parametrize("case", HOSTILE, ids=[case.name for case in HOSTILE])
def test_a_hostile_file_is_judged_as_it_should_be(case, tmp_path):
    path = case.make(tmp_path)
    started = monotonic()
    verdict = open_apart([path], BOROUGH, TODAY, SHARED_PSEUDONYM, LIMITS)
    assert outcome_of(judged(verdict, judge_lightly, MOST_REJECTED)) == case.outcome
    assert monotonic() - started < LONGEST_SECONDS


@pytest.mark.parametrize("case", BROKEN, ids=[case.name for case in BROKEN])
def test_a_broken_file_is_judged_as_it_should_be(case, tmp_path):
    verdict = examine([case.make(tmp_path)], BOROUGH, TODAY)
    assert outcome_of(verdict) == case.outcome


def test_there_are_many_and_no_two_are_the_same():
    names = {case.name for case in [*HOSTILE, *BROKEN]}
    assert len(names) == len(HOSTILE) + len(BROKEN) >= 150
