"""Detectors find what identifies, and leave everything else alone."""

import secrets
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import identifiers
from ingest.project import read_seed
from ingest.pseudonyms import borough_pseudonym, landing_pseudonym

DIGITS = "0123456789"


def nhs_number(first_nine: str) -> str | None:
    """The number whose check digit the nine digits give, or None when none does."""
    total = sum(int(d) * w for d, w in zip(first_nine, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return None if check == 10 else first_nine + str(check)


def pupil_number(digits: str) -> str:
    """A permanent UPN from its twelve digits."""
    total = sum(int(d) * w for d, w in zip(digits, range(2, 14), strict=True))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23] + digits


@given(st.text(DIGITS, min_size=9, max_size=9), st.sampled_from(["", " ", "-"]))
def test_an_nhs_number_is_found_however_it_is_spaced(nine, gap):
    number = nhs_number(nine)
    if number is None or len(set(number)) == 1:
        return
    written = gap.join((number[:3], number[3:6], number[6:]))
    assert identifiers.holds_nhs_number(f"ref {written}, see file")


@given(st.text(DIGITS, min_size=9, max_size=9), st.integers(1, 9))
def test_ten_digits_that_fail_the_check_are_no_nhs_number(nine, shift):
    number = nhs_number(nine)
    if number is None:
        return
    wrong = nine + str((int(number[-1]) + shift) % 10)
    assert not identifiers.holds_nhs_number(wrong)


@given(st.text(DIGITS, min_size=12, max_size=12), st.booleans())
def test_a_pupil_number_is_found_in_either_case(digits, lower):
    number = pupil_number(digits)
    assert identifiers.holds_pupil_number(number.lower() if lower else number)


@pytest.mark.parametrize(
    "text",
    [
        "E17 9QQ",
        "e17 9qq",
        "E179QQ",
        "EC1A 1BB",
        "W1A  0AX",
        "at N1 9GU now",
        "SW1A-1AA",
        "E17\xa09QQ",
        "(M1 1AE)",
        "GIR 0AA",
        "B33 8TH;",
        "CR2 6XH",
        "DN55 1PT",
    ],
)
def test_a_postcode_is_found_however_it_is_written(text):
    assert identifiers.holds_postcode(text)


@pytest.mark.parametrize("text", ["a.b@example.org", "to x_y+z@mail.example.co.uk!"])
def test_an_email_address_is_found(text):
    assert identifiers.holds_email_address(text)


@pytest.mark.parametrize(
    "text", ["020 7946 0018", "07700 900123", "+44 7700 900123", "(020) 7946 0018"]
)
def test_a_telephone_number_is_found(text):
    assert identifiers.holds_phone_number(text)


def test_nothing_that_the_returns_hold_is_taken_for_an_identifier():
    key = secrets.token_bytes(32)
    pseudonyms = [borough_pseudonym(key, str(n)) for n in range(3000)]
    pseudonyms += [landing_pseudonym(key, "206", p) for p in pseudonyms]
    days = [date(2000, 1, 1) + timedelta(days=11 * n) for n in range(900)]
    dates = [d.strftime(f) for d in days for f in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y")]
    sectors = [f"{area}{n} {d}" for area in ("E", "NW", "SE") for n in range(1, 21)
               for d in DIGITS]  # fmt: skip
    codes = [f"{c['code']}: {c['label']}" for c in read_seed("codes/codes")]
    urns = [f"SC{n:06}" for n in range(400000, 402000)] + [str(n) for n in range(9999)]
    harmless = [*pseudonyms, *dates, *sectors, *codes, *urns]
    flagged = [
        rule
        for text in harmless
        for rule, holds in identifiers.DETECTORS.items()
        if holds(text)
    ]
    assert flagged == []


def test_a_long_run_of_letters_does_not_stop_the_reader():
    # A cell is capped before it comes here; the patterns must bear the cap itself.
    for text in ("a" * 32_767, "0" * 32_767, "a@" * 16_000, "E1 " * 10_000):
        for holds in identifiers.DETECTORS.values():
            holds(text)
