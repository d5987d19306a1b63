"""The inbox into landing: once, whole, and one borough's fault is its own."""

import json
from datetime import date, datetime

import duckdb
import pytest

from ingest.intake import ingest
from ingest.landing import LandingRefused, open_landing
from liia.configuration import settings
from liia.keys import read_key
from tests.workbooks import pseudonym, shared_row, shared_workbook, write_workbook

NOW = datetime(2026, 4, 15, 2, 15)


def take_in(**options):
    config = settings()
    key = read_key(config.key_file("landing"), "landing")
    return list(ingest(config.inbox_folder, config, key, NOW, **options))


def landed(home, query):
    with duckdb.connect(str(home / "landing.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def referrals(count, first=0):
    return {3: [shared_row(3, child=first + n) for n in range(count)]}


def test_a_good_file_lands_with_where_it_came_from_and_leaves_the_inbox(home):
    path = shared_workbook(home / "inbox" / "ISL" / "Annex_A_2026_Mar.xlsx")
    (outcome,) = take_in()
    assert (outcome.kind, outcome.rows) == ("landed", 6)
    assert not path.exists()
    ((borough, source_row, birth),) = landed(
        home, "select _borough_code, _source_row, birth_month from annex_a.referrals"
    )
    assert (borough, source_row, birth) == ("ISL", 2, "2012-05-01")


def test_the_shared_pseudonym_is_in_no_table(home):
    shared_workbook(home / "inbox" / "ISL" / "a.xlsx")
    take_in()
    shared = pseudonym(1)
    tables = landed(
        home, "select table_schema, table_name from information_schema.tables"
    )
    cells = [
        str(cell)
        for schema, table in tables
        for row in landed(home, f"select * from {schema}.{table}")
        for cell in row
    ]
    assert any(cell.startswith("k1") for cell in cells)
    assert shared not in cells


def test_the_same_file_twice_lands_once_whatever_its_name(home):
    made = shared_workbook(home / "made.xlsx").read_bytes()
    kinds = []
    for name in ("a.xlsx", "b.xlsx"):
        target = home / "inbox" / "ISL" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made)
        kinds += [outcome.kind for outcome in take_in()]
    assert kinds == ["landed", "already landed"]
    assert landed(home, "select count(*) from register.submissions") == [(1,)]


def test_a_resubmission_of_the_period_takes_the_place_of_the_earlier(home):
    write_workbook(home / "inbox" / "ISL" / "a.xlsx", referrals(10))
    take_in()
    write_workbook(home / "inbox" / "ISL" / "b.xlsx", referrals(9))
    (outcome,) = take_in()
    assert "in place of" in outcome.words
    assert landed(home, "select count(*) from annex_a.referrals") == [(9,)]
    standing = "select count(*) from register.submissions where superseded_by is null"
    assert landed(home, standing) == [(1,)]


def test_a_replayed_old_file_never_wins(home):
    old = write_workbook(home / "old.xlsx", referrals(10)).read_bytes()
    inbox = home / "inbox" / "ISL"
    inbox.mkdir(parents=True)
    (inbox / "a.xlsx").write_bytes(old)
    take_in()
    write_workbook(inbox / "b.xlsx", referrals(11))
    take_in()
    (inbox / "c.xlsx").write_bytes(old)
    (outcome,) = take_in()
    assert outcome.kind == "replaced before" and outcome.is_refusal
    assert (inbox / "c.xlsx").exists()
    assert landed(home, "select count(*) from annex_a.referrals") == [(11,)]


def test_a_resubmission_that_loses_a_fifth_of_the_rows_waits_to_be_meant(home):
    write_workbook(home / "inbox" / "ISL" / "a.xlsx", referrals(10))
    take_in()
    write_workbook(home / "inbox" / "ISL" / "b.xlsx", referrals(7))
    (outcome,) = take_in()
    assert (
        outcome.is_refusal
        and "large_change" in outcome.receipt.with_suffix(".txt").read_text()
    )
    assert landed(home, "select count(*) from annex_a.referrals") == [(10,)]
    (outcome,) = take_in(accept_large_change=True)
    assert outcome.kind == "landed"
    assert landed(home, "select count(*) from annex_a.referrals") == [(7,)]


def test_a_refused_file_leaves_landing_byte_for_byte_and_stays_in_the_inbox(home):
    shared_workbook(home / "inbox" / "ISL" / "good.xlsx")
    take_in()
    before = (home / "landing.duckdb").read_bytes()
    bad = shared_workbook(home / "inbox" / "ISL" / "bad.xlsx", born=date(2012, 5, 17))
    (outcome,) = take_in()
    assert outcome.kind == "refused" and bad.exists()
    assert (home / "landing.duckdb").read_bytes() == before
    (again,) = take_in()
    assert again.kind == "still refused"


def test_one_boroughs_broken_file_changes_nothing_for_another(home):
    broken = home / "inbox" / "HAC" / "broken.xlsx"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"PK\x03\x04 cut short")
    shared_workbook(home / "inbox" / "ISL" / "good.xlsx")
    kinds = {outcome.borough.code: outcome.kind for outcome in take_in()}
    assert kinds == {"HAC": "refused", "ISL": "landed"}


def test_two_files_for_one_period_in_one_drop_are_both_refused(home):
    for name, count in (("a.xlsx", 3), ("b.xlsx", 4)):
        write_workbook(home / "inbox" / "ISL" / name, referrals(count))
    assert {outcome.kind for outcome in take_in()} == {"refused"}
    assert not (home / "landing.duckdb").exists()


def test_rows_without_a_child_are_rejected_one_by_one_and_counted(home):
    rows = [shared_row(3, child=n) for n in range(4)]
    rows[2]["Child Unique ID"] = None
    write_workbook(home / "inbox" / "ISL" / "a.xlsx", {3: rows})
    (outcome,) = take_in()
    receipt = json.loads(outcome.receipt.with_suffix(".json").read_text())
    (counts,) = receipt["lists"]
    assert (counts["rows_read"], counts["rows_landed"]) == (4, 3)
    assert counts["rows_rejected"] == {"empty_child_id": 1}
    (found,) = [f for f in receipt["findings"] if f["rule_id"] == "empty_child_id"]
    assert found["rows"] == [4]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(home):
    path = shared_workbook(home / "inbox" / "ISL" / "a.xlsx")
    (outcome,) = take_in(dry_run=True)
    assert (outcome.kind, outcome.rows) == ("would land", 6)
    assert path.exists() and not (home / "landing.duckdb").exists()


def test_half_a_submission_never_lands(home, monkeypatch):
    from ingest import landing

    shared_workbook(home / "inbox" / "ISL" / "a.xlsx")
    insert, calls = landing._insert, []

    def fails_at_the_third_table(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        insert(*arguments)

    monkeypatch.setattr(landing, "_insert", fails_at_the_third_table)
    with pytest.raises(KeyboardInterrupt):
        take_in()
    assert landed(home, "select count(*) from annex_a.referrals") == [(0,)]
    assert landed(home, "select count(*) from register.submissions") == [(0,)]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("referrals", "birth_month", "2012-05-17"),
        ("children_looked_after", "placement_sector", "E17 9QQ"),
        ("referrals", "child_id", pseudonym(1)),
    ],
)
def test_landing_itself_refuses_a_day_of_birth_and_a_full_postcode(
    home, table, column, value
):
    shared_workbook(home / "inbox" / "ISL" / "a.xlsx")
    take_in()
    with pytest.raises(LandingRefused) as refusal:  # noqa: SIM117
        with open_landing(home / "landing.duckdb") as connection:
            connection.execute(f"update annex_a.{table} set {column} = ?", [value])
    assert value not in str(refusal.value)


def test_a_changed_key_is_noticed_before_history_splits(home, tmp_path):
    from ingest.pseudonymise import pseudonymise
    from liia.keys import new_key
    from tests.workbooks import row

    outcomes = []
    for month, name in ((1, "first"), (2, "second")):
        key = new_key(tmp_path / f"{name}.key", "borough")
        day = date(2026, month, 12)
        raw = write_workbook(tmp_path / name / f"{name}.xlsx", {3: [row(3, day=day)]})
        pseudonymise(raw, key, home / "inbox" / "ISL")
        outcomes += take_in()
    assert "key_changed" not in outcomes[0].receipt.with_suffix(".txt").read_text()
    assert "key_changed" in outcomes[1].receipt.with_suffix(".txt").read_text()


def test_a_receipt_that_was_never_written_is_written_the_next_time(home):
    made = shared_workbook(home / "made.xlsx").read_bytes()
    inbox = home / "inbox" / "ISL"
    inbox.mkdir(parents=True)
    (inbox / "a.xlsx").write_bytes(made)
    (outcome,) = take_in()
    outcome.receipt.unlink()
    (inbox / "a.xlsx").write_bytes(made)
    take_in()
    assert "accepted before" in outcome.receipt.with_suffix(".txt").read_text()


def test_the_same_bytes_for_two_boroughs_are_refused_for_the_second(home):
    made = shared_workbook(home / "made.xlsx").read_bytes()
    for code in ("HAC", "ISL"):
        (home / "inbox" / code).mkdir(parents=True)
        (home / "inbox" / code / "a.xlsx").write_bytes(made)
        outcomes = take_in()
    (outcome,) = outcomes
    assert (
        outcome.is_refusal
        and "other_boroughs_file" in outcome.receipt.with_suffix(".txt").read_text()
    )
    assert (home / "inbox" / "ISL" / "a.xlsx").exists()


def test_a_folder_of_no_borough_is_not_passed_over_in_silence(home):
    shared_workbook(home / "inbox" / "Islingtown" / "a.xlsx")
    shared_workbook(home / "inbox" / "206" / "a.xlsx")
    outcomes = {outcome.kind: outcome for outcome in take_in()}
    assert set(outcomes) == {"no borough", "landed"}
    assert outcomes["landed"].borough.code == "ISL"
    assert outcomes["no borough"].is_refusal


def test_a_refusal_for_what_another_file_said_ends_when_that_file_is_gone(home):
    for name, count in (("a.xlsx", 3), ("b.xlsx", 4)):
        write_workbook(home / "inbox" / "ISL" / name, referrals(count))
    take_in()
    (home / "inbox" / "ISL" / "a.xlsx").unlink()
    (outcome,) = take_in()
    assert (outcome.kind, outcome.rows) == ("landed", 4)


def test_a_list_left_out_of_a_resubmission_waits_to_be_meant(home):
    first = {3: [shared_row(3, child=n) for n in range(20)], 4: [shared_row(4)] * 3}
    write_workbook(home / "inbox" / "ISL" / "2026 Feb.xlsx", first)
    take_in()
    write_workbook(
        home / "inbox" / "ISL" / "Feb 2026.xlsx", {3: [*first[3], shared_row(3)]}
    )
    (outcome,) = take_in()
    assert (
        outcome.is_refusal
        and "large_change" in outcome.receipt.with_suffix(".txt").read_text()
    )


def test_a_fault_of_ours_in_one_boroughs_file_stops_no_other(home, monkeypatch):
    from ingest import intake

    examine = intake.open_apart

    def stumbles(paths, borough, *arguments):
        if borough.code == "HAC":
            raise ZeroDivisionError("CANARY")
        return examine(paths, borough, *arguments)

    monkeypatch.setattr(intake, "open_apart", stumbles)
    for code in ("HAC", "ISL"):
        shared_workbook(home / "inbox" / code / "a.xlsx")
    outcomes = {outcome.borough.code: outcome for outcome in take_in()}
    assert (outcomes["HAC"].kind, outcomes["ISL"].kind) == ("fault", "landed")
    assert "CANARY" not in outcomes["HAC"].words


def test_landing_gains_the_columns_that_were_declared_since_it_was_made(home):
    from ingest.landing import bring_up_to_date

    shared_workbook(home / "inbox" / "ISL" / "a.xlsx")
    take_in()
    with duckdb.connect(str(home / "landing.duckdb")) as landing:
        landing.execute("alter table annex_a.referrals drop column referral_source")
    bring_up_to_date(home / "landing.duckdb")
    assert landed(home, "select referral_source from annex_a.referrals") == [(None,)]


def test_children_of_whom_nothing_was_sent_before_raise_an_alarm(home):
    folder = home / "inbox" / "ISL"
    months = (date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1))
    receipts = []
    for month, first in zip(months, (0, 10, 500), strict=True):
        rows = [shared_row(3, child=first + n, day=month) for n in range(30)]
        write_workbook(folder / f"{month:%Y-%m}.xlsx", {3: rows})
        (outcome,) = take_in()
        receipts.append(outcome.receipt.with_suffix(".json").read_text())
    assert ["ids_unseen" in one for one in receipts] == [False, False, True]


def test_the_order_of_arrival_changes_nothing_that_lands(home, tmp_path):
    """Three periods, one drop each, whichever comes first."""
    import itertools
    import shutil

    files = [
        write_workbook(
            tmp_path / f"{name}.xlsx",
            {3: [shared_row(3, child=n, day=day) for n in range(2)]},
        )
        for name, day in zip(
            "abc", (date(2025, m, 3) for m in (9, 10, 11)), strict=True
        )
    ]
    seen = set()
    for order in itertools.islice(itertools.permutations(files), 0, None, 2):
        (home / "landing.duckdb").unlink(missing_ok=True)
        for path in order:
            target = home / "inbox" / "ISL" / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            take_in()
        rows = "select * from annex_a.referrals order by all"
        register = "select submission_id, superseded_by from register.submissions"
        seen.add(repr((landed(home, rows), sorted(landed(home, register)))))
    assert len(seen) == 1


def test_a_receipt_compares_with_the_last_accepted_and_one_page_tells_who_sent(home):
    folder = home / "inbox" / "ISL"
    for month, count in ((date(2025, 9, 3), 1200), (date(2025, 10, 3), 1180)):
        rows = [shared_row(3, child=n, day=month) for n in range(count)]
        write_workbook(folder / f"{month:%Y-%m}.xlsx", {3: rows})
        (outcome,) = take_in()
    receipt = outcome.receipt.read_text()
    assert "1,200 rows; 20 fewer now" in receipt and "1,180" in receipt
    page = (home / "receipts" / "who_has_submitted.html").read_text()
    assert page.count('<th scope="row">') >= 33 and "1,200" in page
    assert page.count("not sent") == 64 and "<script" not in page
