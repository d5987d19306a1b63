"""Pseudonyms: the same child the same, two children never one, nothing to be linked."""

import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.privacy import SHARED_PSEUDONYM
from ingest.pseudonyms import borough_pseudonym, canonical_id, landing_pseudonym

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def test_a_borough_can_make_the_pseudonym_with_any_tool():
    message = b"liia/v1/child\x1f0012345"
    digest = hmac.new(KEY, message, hashlib.sha256).digest()
    bits = int.from_bytes(digest[:16], "big") << 2
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    by_hand = "".join(letters[bits >> shift & 31] for shift in range(125, -1, -5))
    assert borough_pseudonym(KEY, "0012345") == "p1" + by_hand


def test_what_is_shared_passes_the_door_and_what_is_stored_does_not():
    shared = borough_pseudonym(KEY, "1")
    assert re.fullmatch(SHARED_PSEUDONYM, shared)
    assert not re.fullmatch(SHARED_PSEUDONYM, landing_pseudonym(KEY, "206", shared))


def test_no_child_links_across_boroughs():
    shared = borough_pseudonym(KEY, "1")
    assert landing_pseudonym(KEY, "206", shared) != landing_pseudonym(
        KEY, "207", shared
    )
    assert borough_pseudonym(KEY, "1") != borough_pseudonym(OTHER, "1")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("9212044.0", "9212044"),
        (" 007 ", "007"),
        ("A-12", "A-12"),
        ("\uff11\uff12", "12"),
    ],
)
def test_an_id_keeps_its_zeros_and_loses_what_a_spreadsheet_added(text, canonical):
    assert canonical_id(text) == canonical


@pytest.mark.parametrize("text", ["1.23E+15", "12E4", "12.7", "12 34", "  ", "1e400"])
def test_a_spoilt_id_is_refused_and_never_guessed(text):
    assert canonical_id(text) is None


@given(
    st.from_regex(r"[A-Z0-9-]{1,12}", fullmatch=True),
    st.from_regex(r"[A-Z0-9-]{1,12}", fullmatch=True),
)
def test_two_ids_never_make_one_child(first, second):
    one, two = canonical_id(first), canonical_id(second)
    if first != second and one and two:
        assert borough_pseudonym(KEY, one) != borough_pseudonym(KEY, two)
