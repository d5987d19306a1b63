"""The warehouse finds in three boroughs' returns what is true of them, event by event."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks.journey_links import compare, keys_of, true_events
from ingest.boroughs import find_borough
from ingest.door import examine
from ingest.pseudonymise import pseudonymise
from ingest.submission import grouped
from liia.configuration import settings
from liia.doctor import make_missing_keys
from liia.keys import new_key, read_key
from liia.refresh import refresh
from liia.synthetic.london import Plan, make_london
from liia.synthetic.mess import Level
from liia.warehouse import connect
from tests.benchmarks.truth import BY_SECTOR, NOT_IN_TRUTH, true_totals
from tests.end_to_end.against_the_truth import (
    IDS,
    reconcile,
    rows,
    year_of,
)
from tests.end_to_end.against_the_truth import MARTS as COUNTED
from tests.end_to_end.true_sufficiency import true_counts

CODES = ("HAC", "ISL", "WAL")
INEXACT = BY_SECTOR | NOT_IN_TRUTH
YEARS = (2025, 2026)
SHORT_BREAKS = ("V3", "V4")
SINCE, UNTIL = date(2024, 4, 1), date(2026, 3, 31)
MARTS = COUNTED | {
    "assessment": ("core.assessments", "assessment_start_date"),
    "conference": ("core.initial_conferences", "initial_conference_date"),
}
"""Event to the mart that holds it, and the day it began."""


def walk(folder: Path, mess: Level) -> tuple[Path, Path]:
    """Where the truth lies, and the home that the whole road was walked in."""
    raw, home = folder / "raw", folder / "home"
    plan = Plan(raw, len(YEARS), scale=0.05, mess=mess, extracts_per_year=1)
    assert len(list(make_london(plan, CODES))) == len(CODES)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LIIA_HOME", str(home))
        environment.setenv("LIIA_TODAY", "2026-07-01")
        make_missing_keys(settings(), demo=True)
        for code in CODES:
            key = new_key(folder / f"{code}.key", "borough")
            for path in sorted((raw / code).iterdir()):
                pseudonymise(path, key, home / "inbox" / code)
        kept = settings().model_copy(update={"after_landing": "keep"})
        outcomes, _, _ = refresh(kept)
    assert {outcome.kind for outcome in outcomes} == {"landed"}
    return raw / "truth", home


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> tuple[Path, Path]:
    return walk(tmp_path_factory.mktemp("clean"), Level.none)


@pytest.fixture(scope="module")
def sent_messily(tmp_path_factory) -> tuple[Path, Path]:
    return walk(tmp_path_factory.mktemp("messy"), Level.usual)


@pytest.fixture
def truth(sent: tuple[Path, Path], monkeypatch) -> Path:
    """The folder of the truth, with this test's environment pointing at the home."""
    monkeypatch.setenv("LIIA_HOME", str(sent[1]))
    monkeypatch.setenv("LIIA_TODAY", "2026-07-01")
    return sent[0]


@pytest.fixture
def messy_truth(sent_messily: tuple[Path, Path], monkeypatch) -> Path:
    """The same of boroughs whose files have their usual faults."""
    monkeypatch.setenv("LIIA_HOME", str(sent_messily[1]))
    monkeypatch.setenv("LIIA_TODAY", "2026-07-01")
    return sent_messily[0]


def test_the_door_has_nothing_to_say_of_a_clean_borough(truth):
    inbox = settings().inbox_folder / "ISL"
    files = sorted(path for path in inbox.iterdir() if path.suffix != ".json")

    verdicts = [
        examine(paths, find_borough("ISL"), date(2026, 7, 1))
        for paths in grouped(files)
    ]

    assert len(verdicts) == len(YEARS) * 3
    assert [v.findings for v in verdicts] == [[]] * len(verdicts)


def true_days(truth: Path, event: str) -> Counter[tuple[str, date]]:
    """Borough and day of each true event of the covered years."""
    table = "placements" if event == "placement" else "events"
    return Counter(
        (code, row["starts"])
        for code in CODES
        for row in rows(truth, table, code)
        if row.get("event", event) == event and SINCE <= row["starts"] <= UNTIL
    )


def days_found(event: str) -> Counter[tuple[str, date]]:
    """The same as the warehouse has them."""
    table, day = MARTS[event]
    with connect() as warehouse:
        found = warehouse.execute(
            f"select borough_code, {day} from {table} where {day} between ? and ?",
            [SINCE, UNTIL],
        ).fetchall()
    return Counter(found)


@pytest.mark.parametrize("event", MARTS)
def test_the_warehouse_counts_what_is_true(event, truth):
    true = true_days(truth, event)

    assert {(code, year_of(day)) for code, day in true} == {
        (code, year) for code in CODES for year in YEARS
    }
    assert days_found(event) == true


@pytest.mark.parametrize("event", ["referral", "s47", "cp_plan", "care", "placement"])
def test_every_difference_from_the_truth_is_a_fault_that_was_put_there(
    event, messy_truth
):
    """Of the same child on the same day."""
    keys = messy_keys(messy_truth)

    with connect() as warehouse:
        found = reconcile(messy_truth, warehouse, CODES, YEARS, keys)

    of_event = [one for one in found.differences if one.event == event]
    print(event, Counter((one.fault, one.is_missing) for one in of_event))
    assert sum(n for (_, e, _), n in found.true.items() if e == event) > 10
    assert [one for one in of_event if not one.fault] == []


def messy_keys(truth: Path) -> dict[str, dict[str, int]]:
    """Made with the keys of the walk."""
    secret = read_key(settings().key_file("landing"), "landing").secret
    return keys_of(truth, truth.parent.parent, secret)


def test_a_difference_that_nobody_put_there_is_not_explained(messy_truth):
    """Without its faults the same truth explains nothing."""
    keys = messy_keys(messy_truth)
    known = {code: dict(list(of.items())[:: len(IDS) * 4]) for code, of in keys.items()}

    with connect() as warehouse:
        found = reconcile(messy_truth, warehouse, CODES, YEARS, known)

    assert len(found.unexplained) > 100


def test_the_warehouse_has_every_episode_of_the_looked_after(truth):
    true = Counter(
        (row["borough_code"], row["starts"], row["legal_status"])
        for code in CODES
        for row in rows(truth, "episodes", code)
        if SINCE <= row["starts"] <= UNTIL and row["legal_status"] not in SHORT_BREAKS
    )

    with connect() as warehouse:
        found = warehouse.execute(
            "select borough_code, episode_start_date, legal_status_code "
            "from core.cla_episodes where episode_start_date between ? and ?",
            [SINCE, UNTIL],
        ).fetchall()

    assert Counter(found) == true


def test_each_step_is_linked_nearly_as_well_as_any_window_of_days_could(truth, sent):
    home = sent[1]
    secret = read_key(settings().key_file("landing"), "landing").secret
    keys, events = keys_of(truth, home.parent, secret), list(true_events(truth))

    with connect() as warehouse:
        scores = list(compare(warehouse, events, keys, SINCE, UNTIL))

    assert len(scores) == 5
    for score in scores:
        print(score)
        assert score.precision >= score.best_precision - 0.01, score
        assert score.recall >= score.best_recall - 0.01, score


SINCE_UNKNOWN = ("time_in_placement", "leaving_time_in_care", "placement_length")
"""A placement may be older than what was sent: then so long is not known."""
PLACEMENTS = ("new_placement_distance", "move_reason", "placement_length")
"""A child away when the first year sent begins seems to move when it comes home."""


def test_every_stock_and_flow_of_placements_is_the_true_one(truth):
    """Cell by cell, of each borough."""
    with connect() as warehouse:
        cells = warehouse.execute(
            "select borough_code, measure, time_period, category, children "
            "from sufficiency.sufficiency_counts where children > 0"
        ).fetchall()
    found = {code: Counter() for code in CODES}
    for code, *cell, children in cells:
        found[code][tuple(cell)] = children

    exact = set()
    for code in CODES:
        true = true_counts(truth, code, YEARS)
        for cell in {*true, *found[code]}:
            measure, year, category = cell
            more = found[code][cell] - true[cell]
            unknown = found[code][measure, year, "not_known"]
            if measure in PLACEMENTS and year == "202425":
                assert -unknown <= more <= max(unknown, 1), (code, cell)
            elif measure in SINCE_UNKNOWN and category != "not_known":
                assert -unknown <= more <= 0, (code, cell)
            elif measure not in SINCE_UNKNOWN:
                assert more == 0, (code, cell)
                exact.add((measure, year))
    assert len(exact) == 14 * 2 - 2


RULES = {"start restated": "start_restated", "deleted later": "gone_later"}
"""A change of mind between two returns, and the rule that tells of it."""


def is_restated_within_reach(fault: dict) -> bool:
    """Whether a start moved by up to three days, in the time that the returns cover: a
    longer way off it is another event."""
    if fault["fault"] != "start restated":
        return False
    was, became = (date.fromisoformat(fault[name]) for name in ("was", "became"))
    return abs((was - became).days) <= 3 and min(was, became) >= SINCE


def test_a_change_of_mind_is_an_issue_of_the_borough_that_had_it(messy_truth):
    changed = {
        (code, RULES[row["fault"]])
        for code in CODES
        for row in rows(messy_truth, "faults", code)
        if row["fault"] == "deleted later" or is_restated_within_reach(row)
    }

    with connect() as warehouse:
        told = warehouse.execute(
            "select distinct borough_code, rule_id from governance.data_quality_issues"
        ).fetchall()

    assert {rule for _, rule in changed} == set(RULES.values())
    assert changed <= set(told)


def test_every_measure_of_service_improvement_is_what_is_true(truth, sent):
    """By borough and year, without a fault in the files: not near, but the very same."""
    with connect() as warehouse:
        held = {
            (measure, year, code): (with_it, whole)
            for measure, year, code, with_it, whole in warehouse.execute(
                "select measure, time_period, borough_code, sum(counted) filter "
                "(where part = 'with'), sum(counted) from benchmarks.benchmark_totals "
                "group by all"
            ).fetchall()
        }
    true = {
        (measure, f"{year - 1}{year % 100}", code): (
            numerator,
            numerator if denominator is None else denominator,
        )
        # Who is open on 1 April was open the day before: a stock of the year before.
        for year in (YEARS[0] - 1, *YEARS)
        for measure, code, numerator, denominator in true_totals(
            truth, CODES, date(year, 3, 31), SINCE
        )
    }
    # A look back may leave the first year out of what is held.
    compared = {key: true.get(key, (0, 0)) for key in held if key[0] not in INEXACT}
    measures = {measure for measure, _, _ in compared}
    assert measures <= {measure for measure, _, _ in true} and len(measures) >= 28
    assert {key: held[key] for key in compared} == compared
