"""Each detector finds all of its own and nothing of what the returns are full of."""

import random

import pytest

from ingest.identifiers import identifier_in
from tests.ingest.identifier_corpora import DETECTED, innocent

CHANCE = random.Random(20260415)
COUNT = 3000
INNOCENT = innocent(COUNT, CHANCE)


@pytest.mark.parametrize("rule", DETECTED)
def test_a_detector_finds_every_identifier_of_its_kind(rule):
    made = [DETECTED[rule](CHANCE) for _ in range(COUNT)]
    assert [text for text in made if identifier_in(text) is None] == []


@pytest.mark.parametrize("corpus", INNOCENT)
def test_no_detector_finds_anything_in(corpus):
    found = [text for text in INNOCENT[corpus] if identifier_in(text)]
    assert (len(INNOCENT[corpus]) > 50, found) == (True, [])
