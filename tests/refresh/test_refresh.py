"""What a night builds, what it leaves alone, and what is written of it."""

import json

import duckdb
import pytest

from ingest import intake
from liia.configuration import settings
from liia.inputs import digest_built_from, digest_of_inputs
from liia.refresh import STEPS, refresh
from tests.faults.small_project import write_small_project
from tests.workbooks import pseudonym, shared_row, write_workbook


@pytest.fixture
def nights(home, tmp_path, monkeypatch):
    """Send and refresh, with a dbt project of four models."""
    project = write_small_project(tmp_path / "project")
    monkeypatch.setattr("liia.dbt_run.project_root", lambda: project)

    def night(*boroughs: str, month: str = "Mar"):
        for code in boroughs:
            # No two boroughs send the same bytes.
            rows = {3: [shared_row(3, len(code) * 7 + ord(code[0]))]}
            path = home / "inbox" / code / f"Annex_A_2026_{month}.xlsx"
            write_workbook(path, rows)
        return refresh(settings())

    return night


def test_a_night_with_nothing_new_builds_nothing_and_touches_no_database(nights, home):
    nights("ISL")
    files = [home / "warehouse.duckdb", home / "landing.duckdb"]
    before = [(path.stat().st_mtime_ns, path.read_bytes()) for path in files]
    outcomes, built, _ = nights()
    assert (outcomes, built) == ([], None)
    assert [(path.stat().st_mtime_ns, path.read_bytes()) for path in files] == before


def test_with_one_new_file_only_its_submission_is_read_and_all_is_rebuilt(
    nights, monkeypatch
):
    monkeypatch.setenv("LIIA_AFTER_LANDING", "keep")
    nights("ISL", "HAC")
    read, open_apart = [], intake.open_apart

    def listening(paths, borough, *rest):
        read.append(borough.code)
        return open_apart(paths, borough, *rest)

    monkeypatch.setattr(intake, "open_apart", listening)
    outcomes, built, _ = nights("CAM")
    assert read == ["CAM"]
    assert sorted(o.kind for o in outcomes) == ["already landed"] * 2 + ["landed"]
    assert built.models == 4


def test_whatever_a_build_is_a_function_of_changes_its_digest(
    nights, home, monkeypatch
):
    nights("ISL")
    config = settings()
    standing = digest_of_inputs(config)
    assert digest_built_from(config.warehouse_file) == standing

    def landing(statement):
        with duckdb.connect(str(config.landing_file)) as connection:
            connection.execute(statement)

    # As an erasure would: no submission announces it.
    landing("update annex_a.referrals set referral_source = 'other'")
    erased = digest_of_inputs(config)
    (home / "keys" / "rounding.key").unlink()
    from liia.doctor import make_missing_keys

    make_missing_keys(config, demo=True)
    rekeyed = digest_of_inputs(config)
    (home / "ledger.duckdb").write_bytes(b"what was published")
    in_ledger = digest_of_inputs(config)
    monkeypatch.setattr("liia.inputs._ENGINES", ("pyarrow",))
    assert len({standing, erased, rekeyed, in_ledger, digest_of_inputs(config)}) == 5
    # How much memory it takes is no matter of what is built.
    assert digest_of_inputs(
        config.model_copy(update={"memory_limit": "1GB", "threads": 1})
    ) == digest_of_inputs(config)


def test_every_step_is_a_line_of_the_log_and_of_the_record_and_no_value_is(
    nights, home
):
    nights("ISL")
    record = json.loads((home / "state" / "last_run.json").read_text())
    names = [name for name, _ in STEPS]
    assert [step["step"] for step in record["steps"]] == names
    assert (record["outcome"], record["exit_code"]) == ("done", 0)
    assert record["last_good"] == record["started_at"]
    log = (home / "logs" / "liia.log").read_text()
    assert [f"step={name} " in log for name in names] == [True] * len(names)
    child = pseudonym(7 * 3 + ord("I"))
    for text in (log, json.dumps(record)):
        assert child not in text and "2026-01-12" not in text


def test_a_step_that_fails_is_named_with_its_words_and_the_last_good_run_is_kept(
    nights, home, monkeypatch
):
    from ingest.errors import NothingToRelease
    from liia.status import is_recent, said_of_last_run

    nights("ISL")

    def blocked(_):
        raise NothingToRelease("blocked: no figure is safe.")

    monkeypatch.setattr("liia.refresh.draft", blocked)
    with pytest.raises(NothingToRelease):
        refresh(settings(), with_release=True)
    record = json.loads((home / "state" / "last_run.json").read_text())
    assert record["steps"][-1]["step"] == "release"
    assert record["steps"][-1]["outcome"] == "failed: NothingToRelease"
    assert record["exit_code"] == 5
    assert "blocked: no figure is safe." in said_of_last_run(settings())
    from datetime import timedelta

    assert is_recent(settings(), timedelta(hours=1))


def test_a_fault_of_ours_is_recorded_by_its_class_alone(nights, home, monkeypatch):
    def spoilt(_):
        raise ValueError("CANARY 17/05/2012")

    monkeypatch.setattr("liia.refresh.draft", spoilt)
    nights("ISL")
    with pytest.raises(ValueError, match="CANARY"):
        refresh(settings(), with_release=True)
    for path in (home / "state" / "last_run.json", home / "logs" / "liia.log"):
        text = path.read_text()
        assert "ValueError" in text and "CANARY" not in text


def test_a_good_run_that_lies_ahead_of_the_clock_is_not_recent(
    nights, home, monkeypatch
):
    from datetime import timedelta

    from liia.status import is_recent

    nights("ISL")
    assert is_recent(settings(), timedelta(hours=26))
    monkeypatch.setenv("LIIA_TODAY", "2026-04-17")
    assert not is_recent(settings(), timedelta(hours=26))
    monkeypatch.setenv("LIIA_TODAY", "2026-04-13")
    assert not is_recent(settings(), timedelta(hours=26))


def test_a_run_that_was_killed_is_told_as_such(nights, home):
    from liia.lock import one_at_a_time
    from liia.status import said_of_last_run

    nights("ISL")
    path = home / "state" / "last_run.json"
    record = json.loads(path.read_text()) | {"outcome": "running"}
    path.write_text(json.dumps(record))
    assert "it was killed" in said_of_last_run(settings())
    with one_at_a_time(home):
        assert said_of_last_run(settings()).endswith("running")
