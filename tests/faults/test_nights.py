"""What else a night may meet, and what it tells the operator."""

import json
from datetime import timedelta

import duckdb
import pytest

from ingest.errors import NothingToRelease
from liia.clock import this_moment
from tests.faults.conftest import trials
from tests.faults.night import end_of

BLOCK = 262_144
HEADERS = 3 * 4096


@pytest.mark.parametrize("trial", trials(8))
def test_of_four_nights_at_once_one_works_and_three_are_busy(evening, home, trial):
    started = [home.start("refresh") for _ in range(4)]
    ended = [end_of(*one) for one in started]
    codes = sorted(one.exit_code for one in ended)
    # One that starts when the first has ended finds nothing to do.
    assert codes.count(0) >= 1 and set(codes) <= {0, 75}
    busy = next((one for one in ended if one.exit_code == 75), None)
    evening.look_at("two at once", home, busy or ended[0])


@pytest.mark.parametrize("days", [-400, -3, 100, 2200][: len(trials(4))])
def test_a_clock_that_jumped_stops_the_night(evening, home, days):
    path = home.path / "state" / "last_run.json"
    record = json.loads(path.read_text())
    last = (this_moment() - timedelta(days=days)).isoformat(timespec="seconds")
    path.write_text(json.dumps({**record, "last_good": last}))
    ended = home.run(environment={"LIIA_TODAY": ""})
    assert ended.exit_code == 1 and "If the day is right" in ended.said
    assert evening.is_whole(home) == "yesterday's"
    evening.look_at("clock jumped", home, ended)


@pytest.mark.parametrize("trial", trials(15))
def test_a_damaged_landing_is_told_and_yesterday_stays(evening, home, chance, trial):
    landing = home.path / "landing.duckdb"
    kept = landing.read_bytes()
    damaged = bytearray(kept)
    for _ in range(3):
        # The file is blocks behind headers; what was never used may be damaged unseen.
        place = HEADERS + chance.randrange(len(kept) // BLOCK) * BLOCK
        start = place + chance.randrange(64)
        damaged[start : start + 64] = bytes(64)
    landing.write_bytes(damaged)
    ended = home.run()
    assert ended.exit_code in (0, 1, 3), ended.said
    standing = home.warehouse()
    if ended.exit_code == 0:
        assert standing == evening.tonight
    else:
        assert standing == evening.yesterday, ended.said
    # Last night's copy is put back, and what the night had taken in is sent again.
    landing.write_bytes(kept)
    (home.path / "landing.duckdb.wal").unlink(missing_ok=True)
    for borough in ("ISL", "HAC"):
        waiting = evening.home.path / "inbox" / borough
        for path in waiting.glob("*.xlsx"):
            (home.path / "inbox" / borough / path.name).write_bytes(path.read_bytes())
    evening.look_at("damaged landing, copy put back", home, ended)


@pytest.mark.parametrize("trial", trials(3))
def test_a_data_test_that_fails_leaves_yesterday_and_names_itself(evening, home, trial):
    def landing(statement: str) -> None:
        with duckdb.connect(str(home.path / "landing.duckdb")) as connection:
            connection.execute(statement)

    landing(
        "insert into annex_a.referrals by name select * replace "
        "('nobody' as _submission_id) from annex_a.referrals limit 1"
    )
    ended = home.run()
    assert ended.exit_code == 4
    assert "every_row_is_of_a_submission (1 rows)" in ended.said
    assert home.warehouse() == evening.yesterday
    landing("delete from annex_a.referrals where _submission_id = 'nobody'")
    evening.look_at("a data test fails", home, ended)


@pytest.mark.parametrize("trial", trials(3))
def test_a_release_that_is_blocked_is_5_and_the_warehouse_is_tonights(
    evening, home, trial
):
    fault = NothingToRelease("blocked, for this trial. Nothing was written.")
    ended = home.run("refresh", "--release", broken=("liia.refresh", "draft", fault))
    assert ended.exit_code == 5 and "blocked, for this trial" in ended.said
    assert not list(home.path.glob("releases/*"))
    assert evening.is_whole(home) == "tonight's"
    evening.look_at("the audit blocks a release", home, ended)


def test_one_borough_that_sends_rubbish_stops_nobody_and_is_3(evening, home):
    rubbish = home.path / "inbox" / "CAM" / "Annex_A_2026-03.xlsx"
    rubbish.parent.mkdir(parents=True)
    rubbish.write_bytes(b"not a workbook at all")
    ended = home.run()
    assert ended.exit_code == 3
    assert evening.is_whole(home) == "tonight's"
    rubbish.unlink()
    evening.look_at("a borough sends rubbish", home, ended)
