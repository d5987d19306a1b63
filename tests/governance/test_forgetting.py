"""What landing may no longer hold is in no byte of any file, whatever put it there."""

import shutil
from datetime import date, datetime

import duckdb
import pytest

from liia.configuration import settings
from liia.governance.chain import epoch_file
from liia.governance.forgetting import due, forget
from liia.governance.rekeying import begin_next_epoch, move_to_new_ids
from liia.governance.requests import Request, Requests
from liia.governance.rights import stored_ids
from liia.governance.traces_in_files import markers_in_files
from liia.governance.verification import verify
from tests.governance.homes import (
    child,
    landed,
    markers_of,
    sent,
    taken_in,
    uncompressed,
)
from tests.workbooks import pseudonym


@pytest.fixture
def held(home, monkeypatch):
    """A home that holds nine children of Islington, every byte in the open."""
    uncompressed(monkeypatch)
    sent(home, range(1, 10))
    taken_in()
    return home


def found(home, number: int) -> int:
    return sum(markers_in_files(home, markers_of(number)).values())


def stand(number: int, kind: str) -> None:
    requests = Requests(settings())
    hashes = tuple(map(requests.hash, stored_ids(settings(), child(number))))
    requests.add(Request(f"ISL-{kind}-{number}", kind, "ISL", "2026-04-15", hashes))


def rows_of(number: int) -> int:
    stored = stored_ids(settings(), child(number))[-1]
    return landed("select count(*) from annex_a.referrals where child_id = ?", stored)[
        0
    ][0]


def test_an_erased_child_is_in_no_byte_and_everyone_else_is(held):
    before, others = found(held, 3), found(held, 4)
    assert before >= 6 and others >= 6, "the search must see what is there"
    stand(3, "erased")
    forget(settings())
    assert found(held, 3) == 0
    assert found(held, 4) == others
    assert landed("select count(distinct child_id) from annex_a.referrals") == [(8,)]
    assert [one.faults for one in verify(settings())] == [[], [], [], []]


def test_deleting_in_place_would_not_have_forgotten(held):
    """The control of the search: it sees what a database only pretends to forget."""
    stored = stored_ids(settings(), child(3))[-1]
    with duckdb.connect(str(held / "landing.duckdb")) as landing:
        landing.execute("delete from annex_a.referrals where child_id = ?", [stored])
        landing.execute("checkpoint")
        landing.execute("vacuum")
    assert rows_of(3) == 0 and found(held, 3) > 0


def test_an_erased_child_sent_again_is_turned_away_row_by_row(held):
    stand(3, "erased")
    forget(settings())
    sent(held, range(1, 12))
    (outcome,) = taken_in()
    assert outcome.rows == 10 * 6 + 1
    assert rows_of(3) == 0 and rows_of(11) == 2
    tallies = landed(
        "select distinct row_count from register.rejected_rows "
        "where rule_id = 'erased_child' and submission_id in "
        "(select submission_id from register.submissions where superseded_by is null)"
    )
    assert tallies == [(1,)]
    receipt = outcome.receipt.with_suffix(".txt").read_text()
    assert "erased at the borough's request" in receipt
    assert found(held, 3) == 0
    assert [one.faults for one in verify(settings())] == [[], [], [], []]


def test_a_restored_backup_does_not_bring_an_erased_child_back(held, tmp_path):
    backup = shutil.copy(held / "landing.duckdb", tmp_path / "backup.duckdb")
    stand(3, "erased")
    forget(settings())
    shutil.copy(backup, held / "landing.duckdb")
    assert rows_of(3) > 0
    forget(settings())
    assert rows_of(3) == 0 and found(held, 3) == 0


def test_a_stale_wal_does_not_bring_an_erased_child_back(held, tmp_path):
    wal = held / "landing.duckdb.wal"
    stored = stored_ids(settings(), child(3))[-1]
    with duckdb.connect(str(held / "landing.duckdb")) as landing:
        landing.execute("pragma disable_checkpoint_on_shutdown")
        landing.execute(
            "insert into annex_a.referrals (_submission_id, _borough_code, _source_row, "
            "child_id) values ('s', 'ISL', 9, ?)",
            [stored],
        )
        shutil.copy(wal, tmp_path / "stale.wal")
    stand(3, "erased")
    forget(settings())
    assert not wal.exists() and found(held, 3) == 0
    shutil.copy(tmp_path / "stale.wal", wal)
    forget(settings())
    assert not wal.exists() and found(held, 3) == 0


def test_what_a_correction_replaced_is_scrubbed_from_the_file(held):
    before = found(held, 9)
    sent(held, range(1, 9))
    taken_in()
    assert rows_of(9) == 0 and 0 < found(held, 9) <= before
    forget(settings())
    assert found(held, 9) == 0 and found(held, 8) > 0


@pytest.mark.parametrize(
    ("received", "today", "is_kept"),
    [
        ("2026-04-15", "2032-04-14", True),
        ("2026-04-15", "2032-04-15", False),
        ("2026-04-15", "2032-04-16", False),
        ("2028-02-29", "2034-02-27", True),
        ("2028-02-29", "2034-02-28", False),
    ],
)
def test_six_years_are_kept_to_the_day(home, monkeypatch, received, today, is_kept):
    day = date.fromisoformat(received)
    sent(home, range(1, 4), last=date(day.year, 1, 31))
    taken_in(datetime.combine(day, datetime.min.time()))
    assert bool(due(settings(), date.fromisoformat(today)).expired) is not is_kept
    monkeypatch.setenv("LIIA_TODAY", today)
    forget(settings())
    assert (rows_of(2) > 0) is is_kept
    assert (landed("select count(*) from register.submissions") == [(1,)]) is is_kept


def test_what_has_passed_is_in_no_byte_and_a_later_submission_is(home, monkeypatch):
    uncompressed(monkeypatch)
    sent(home, range(1, 5), last=date(2026, 1, 31))
    taken_in(datetime(2026, 2, 2))
    sent(home, range(3, 8))
    taken_in()
    assert found(home, 1) > 0
    monkeypatch.setenv("LIIA_TODAY", "2032-03-01")
    forget(settings())
    assert found(home, 1) == 0 and found(home, 2) == 0
    assert rows_of(3) > 0, "a later submission still tells of the child"
    assert not list((home / "receipts" / "ISL").glob("*2026-01-31*"))


def test_joins_tombstones_and_restrictions_survive_two_rotations(held):
    stand(3, "erased")
    stand(4, "restricted")
    forget(settings())
    first = stored_ids(settings(), child(5))
    shape = landed(
        "select count(*), count(distinct child_id) from annex_a.children_looked_after "
        "inner join annex_a.referrals using (child_id)"
    )
    for epoch in (2, 3):
        begin_next_epoch(settings())
        (settings().home / "state" / "forgetting.json").unlink()
        assert stored_ids(settings(), child(5))[: len(first)] == first
        assert rows_of(5) > 0 and found(held, 3) == 0
        assert all(
            one.startswith(f"k{epoch}")
            for (one,) in landed("select child_id from annex_a.referrals")
        )
    assert shape == landed(
        "select count(*), count(distinct child_id) from annex_a.children_looked_after "
        "inner join annex_a.referrals using (child_id)"
    )
    restricted = landed("select child_id from register.restrictions")
    assert restricted == [(stored_ids(settings(), child(4))[-1],)]
    sent(held, range(1, 12))
    taken_in()
    forget(settings())
    assert rows_of(3) == 0 and rows_of(5) > 0 and rows_of(11) > 0
    assert landed("select child_id from register.restrictions") == restricted
    assert sum(markers_in_files(held, first).values()) == 0, "the old epoch is gone"


def test_a_key_that_is_not_the_one_landing_was_made_with_is_a_stop(held):
    from ingest.errors import KeyProblem
    from liia.keys import new_key

    begin_next_epoch(settings())
    path = epoch_file(settings(), 2)
    path.unlink()
    with pytest.raises(KeyProblem, match="no landing key"):
        stored_ids(settings(), child(1))
    new_key(path, "landing", demo=True)
    with pytest.raises(KeyProblem, match="not the key that landing was made with"):
        stored_ids(settings(), child(1))


def test_a_boroughs_new_key_keeps_its_history_its_tombstones_and_restrictions(held):
    stand(3, "erased")
    stand(4, "restricted")
    forget(settings())
    pairs = {pseudonym(n): pseudonym(100 + n) for n in range(1, 10)}
    assert move_to_new_ids(settings(), child(1).borough, pairs) == 8
    assert rows_of(5) == 0 and rows_of(105) > 0
    sent(held, range(101, 112))
    taken_in()
    forget(settings())
    assert rows_of(103) == 0, "erased under the old key, turned away under the new"
    restricted = landed("select child_id from register.restrictions")
    assert restricted == [(stored_ids(settings(), child(104))[-1],)]


def test_the_same_pseudonym_in_two_boroughs_is_two_children(held):
    sent(held, range(1, 11), borough="HAC")
    taken_in()
    stand(3, "erased")
    forget(settings())
    assert landed(
        "select _borough_code, count(distinct child_id) from annex_a.referrals "
        "group by all order by all"
    ) == [("HAC", 10), ("ISL", 8)]
