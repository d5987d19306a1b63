"""One walk of the whole road, shared by the tests that look at where it led."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from liia.keys import Key, new_key
from tests.workbooks import Rows, row, write_workbook

BLACK_WITH, BLACK, BRITISH_WITH, BRITISH = 20, 50, 20, 100
"""Multiples of five, which rounding leaves alone: the published ratio is known by hand."""


@dataclass
class Walk:
    """A home that the whole road was walked in, and what was raw at its start."""

    home: Path
    key: Key
    raw_values: set[str]
    """Ids, births and postcodes that may be nowhere."""


def borough_rows() -> Rows:
    """150 referred children: a Section 47 enquiry for 20 of 50 and for 20 of 100."""
    referrals, enquiries, plans, care = [], [], [], []
    for number in range(BLACK + BRITISH):
        is_black = number < BLACK
        place = number if is_black else number - BLACK
        # No birth or id of these stands anywhere else, so finding one means a leak.
        who = {
            "child": 88_000_000 + 7919 * number,
            "ethnicity": "o) BAFR" if is_black else "a) WBRI",
            "born": date(2009, 3, 2) + timedelta(days=13 * number + (number % 7)),
            "age": 10.123 + number / 77,
        }
        if who["born"].day == 1:
            who["born"] += timedelta(days=1)
        referrals.append(row(3, day=date(2025, 11, 3), **who))
        if place < (BLACK_WITH if is_black else BRITISH_WITH):
            enquiries.append(row(5, day=date(2025, 11, 10), **who))
        if place < 5:
            plans.append(row(7, day=date(2025, 11, 24), **who))
            postcode = {"Placement postcode": f"N{place + 1} {place}AB"}
            care.append(row(8, day=date(2025, 12, 1), **who, **postcode))
    # A referral on the last day tells the period, and is too recent to judge.
    last = row(3, child=99_999_001, day=date(2026, 3, 31), born=date(2011, 7, 23))
    return {3: [*referrals, last], 5: enquiries, 7: plans, 8: care}


def raw_values(rows: Rows) -> set[str]:
    values = set()
    for cells in (cells for of_list in rows.values() for cells in of_list):
        values.add(str(cells["Child Unique ID"]))
        values.add(cells["Date of Birth"].isoformat())
        if postcode := cells.get("Placement postcode"):
            values.add(str(postcode))
    return values


@pytest.fixture(scope="session")
def walk(tmp_path_factory) -> Walk:
    """Raw workbook, pseudonymised, ingested, built, released."""
    from ingest.pseudonymise import pseudonymise
    from liia.configuration import settings
    from liia.doctor import make_missing_keys
    from liia.refresh import refresh

    folder = tmp_path_factory.mktemp("walk")
    home = folder / "home"
    before = {name: os.environ.get(name) for name in ("LIIA_HOME", "LIIA_TODAY")}
    os.environ |= {"LIIA_HOME": str(home), "LIIA_TODAY": "2026-04-15"}
    try:
        make_missing_keys(settings(), demo=True)
        rows = borough_rows()
        raw = write_workbook(folder / "at_borough" / "Annex_A_2026_Mar.xlsx", rows)
        key = new_key(folder / "at_borough" / "borough.key", "borough")
        pseudonymise(raw, key, home / "inbox" / "ISL")
        refresh(settings(), with_release=True)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    return Walk(home, key, raw_values(rows))


@pytest.fixture
def walked(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """The walk, with this test's environment pointing at it."""
    monkeypatch.setenv("LIIA_HOME", str(walk.home))
    monkeypatch.setenv("LIIA_TODAY", "2026-04-15")
    return walk
