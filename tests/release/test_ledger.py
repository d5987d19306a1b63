"""The ledger takes a release's entries if, and only if, the release stands."""

import pyarrow
import pytest

from ingest.errors import KeyProblem
from liia.configuration import settings
from liia.keys import Key
from liia.protection import ledger

KEY = Key(bytes(range(32)), False)
ENTRIES = pyarrow.table(
    {
        "cell": ["equality_counts|202526|m|ISL|BAFR|children_with"],
        "time_period": ["202526"],
        "digest": [ledger.digest(KEY.secret, "cell", 3)],
        "published": [5],
    }
)


def stand(home, release):
    folder = home / "releases" / release
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")


def test_entries_count_once_the_release_stands_and_not_before(home):
    ledger.prepare(settings(), KEY, "2026-03-31_v1", ENTRIES, set())
    assert ledger.read(settings(), KEY) == ledger.Ledger()
    stand(home, "2026-03-31_v1")
    assert list(ledger.read(settings(), KEY).by_digest.values()) == [5]
    ledger.settle(settings())
    assert settings().ledger_file.exists() and not list(home.glob("ledger-*"))


def test_entries_of_a_release_that_was_never_written_are_thrown_away(home):
    ledger.prepare(settings(), KEY, "2026-03-31_v1", ENTRIES, set())
    ledger.settle(settings())
    assert not settings().ledger_file.exists() and not list(home.glob("ledger-*"))


def test_a_closed_year_is_frozen_and_another_key_is_refused(home):
    ledger.prepare(settings(), KEY, "2026-03-31_v1", ENTRIES, {"202526"})
    stand(home, "2026-03-31_v1")
    assert list(ledger.read(settings(), KEY).frozen.values()) == [5]
    with pytest.raises(KeyProblem, match="another rounding key"):
        ledger.read(settings(), Key(bytes(range(1, 33)), False))
