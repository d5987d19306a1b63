"""The same child meets herself in Annex A, the CIN census and the SSDA903."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ingest.pseudonyms import borough_pseudonym
from liia.keys import Key, new_key
from liia.warehouse import connect
from tests.cin_census_files import (
    CHARACTERISTICS,
    PLAN,
    REFERRAL,
    element,
    write_census,
)
from tests.end_to_end.traces import traces
from tests.ssda903_files import write_903
from tests.workbooks import row, write_workbook

CHILD, OTHER = "1000001", "1000002"


@dataclass
class Walk:
    """A home filled from all three returns of Islington."""

    home: Path
    key: Key
    outcomes: list


def census_child(local_id: str, referrals: list) -> str:
    identifiers = [
        ("LAchildID", local_id),
        ("PersonBirthDate", "2012-05-17"),
        ("Sex", "F"),
    ]
    return element(
        "Child",
        [
            ("ChildIdentifiers", identifiers),
            ("ChildCharacteristics", CHARACTERISTICS),
            *(("CINdetails", referral) for referral in referrals),
        ],
    )


def raw_files(folder: Path) -> list[Path]:
    """Annex A of 31 March 2026, the CIN census and the SSDA903 of that year."""
    who = {"child": int(CHILD), "ethnicity": "s) NOBT"}
    annex_a = write_workbook(
        folder / "Annex_A_2026_Mar.xlsx",
        {
            # The referral and the plan are the census's own, and one more of each.
            3: [
                row(3, **who, day=date(2025, 11, 1)),
                row(3, child=int(OTHER), day=date(2026, 3, 30)),
            ],
            7: [row(7, **who, day=date(2025, 6, 9))],
            # Looked after: the same period that the 903 tells, and one that it does not.
            8: [
                row(
                    8,
                    **who,
                    day=date(2025, 8, 1),
                    **{"Child's Legal Status": "V2: S20"},
                ),
                row(8, child=int(OTHER), day=date(2026, 2, 1)),
            ],
        },
    )
    second = [("CINreferralDate", "2025-11-01"), ("ReferralSource", "6")]
    census = write_census(
        folder / "ISL_cin_2026.xml", [census_child(CHILD, [REFERRAL, second])]
    )
    # As some systems export it: on one line, so that no line tells records apart.
    census.write_text(census.read_text().replace("\n", ""))
    episodes = [
        # An interim order that came and went: only the history tells of it.
        {"CHILD": CHILD, "DECOM": "01/08/2025", "RNE": "S", "LS": "V2",
         "DEC": "01/10/2025", "REC": "X1"},
        {"CHILD": CHILD, "DECOM": "01/10/2025", "RNE": "L", "LS": "C1",
         "DEC": "20/12/2025", "REC": "X1"},
        {"CHILD": CHILD, "DECOM": "20/12/2025", "RNE": "B", "LS": "V2",
         "PL_POST": "E17 9QQ", "DEC": "", "REC": ""},
    ]  # fmt: skip
    header = [{"CHILD": CHILD, "ETHNIC": "BCRB", "SEX": "F"}]
    reviews = [{"CHILD": CHILD, "REVIEW": "28/08/2025", "DOB": "17/05/2012"}]
    return [
        annex_a,
        census,
        write_903(folder / "2026_header.csv", "header", header),
        write_903(folder / "2026_episodes.csv", "episodes", episodes),
        write_903(folder / "2026_reviews.csv", "reviews", reviews),
        write_903(folder / "2026_uasc.csv", "uasc", [{"CHILD": CHILD}]),
    ]


@pytest.fixture(scope="module")
def walk(tmp_path_factory) -> Walk:
    from ingest.pseudonymise import pseudonymise
    from liia.configuration import settings
    from liia.doctor import make_missing_keys
    from liia.refresh import refresh

    folder = tmp_path_factory.mktemp("three")
    home = folder / "home"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LIIA_HOME", str(home))
        environment.setenv("LIIA_TODAY", "2026-06-15")
        make_missing_keys(settings(), demo=True)
        key = new_key(folder / "borough.key", "borough")
        (folder / "raw").mkdir()
        for path in raw_files(folder / "raw"):
            pseudonymise(path, key, home / "inbox" / "ISL")
        outcomes, _, _ = refresh(settings())
    return Walk(home, key, outcomes)


@pytest.fixture
def warehouse(walk, monkeypatch):
    monkeypatch.setenv("LIIA_HOME", str(walk.home))
    with connect() as connection:
        yield connection


def rows(warehouse, query):
    return warehouse.execute(query).fetchall()


def test_each_return_is_one_submission(walk):
    assert [outcome.kind for outcome in walk.outcomes] == ["landed"] * 3
    words = " ".join(outcome.receipt.name for outcome in walk.outcomes)
    for name in ("annex_a-2026-03-31", "cin_census-2026-03-31", "ssda903-2026-03-31"):
        assert name in words


def test_one_child_of_three_returns_is_one_row_with_what_is_known_of_her(warehouse):
    keys = rows(
        warehouse,
        "select child_key, count(distinct return_name) from intermediate.int_child_sightings "
        "group by child_key order by 2",
    )
    assert [returns for _, returns in keys] == [1, 3]
    (key, _) = keys[1]
    # Annex A says not yet obtained, the census White British, the 903 Black Caribbean:
    # what is known beats what is not, and the 903 the census.
    assert rows(
        warehouse,
        f"select sex, ethnicity_code, birth_month from core.children where child_key = '{key}'",
    ) == [("F", "BCRB", date(2012, 5, 1))]


def test_an_event_that_several_returns_tell_is_one_row_and_nothing_is_summed(warehouse):
    referrals = "select referral_date from core.referrals order by referral_date"
    assert [day for (day,) in rows(warehouse, referrals)] == [
        date(2025, 5, 1),
        date(2025, 11, 1),
        date(2026, 3, 30),
    ]
    assert rows(warehouse, "select count(*) from core.cp_plans") == [(1,)]
    assert rows(warehouse, "select count(*) from core.cp_reviews") == [(2,)]
    assert rows(warehouse, "select count(*) from core.cin_plans") == [(1,)]


def test_a_conference_told_at_both_levels_of_a_census_is_two_only_if_the_days_differ(
    warehouse,
):
    conferences = (
        "select initial_conference_date, s47_start_date is not null "
        "from core.initial_conferences order by 1"
    )
    assert rows(warehouse, conferences) == [
        (date(2025, 5, 5), False),
        (date(2025, 6, 9), True),
    ]
    # The date of the referral's own level has not leaked into the enquiry.
    assert rows(
        warehouse, "select initial_conference_date from core.s47_enquiries"
    ) == [(date(2025, 6, 9),)]


def test_episodes_become_one_period_three_spells_and_two_placements(warehouse):
    assert rows(
        warehouse,
        "select care_start_date, care_end_date, is_open from core.periods_of_care order by 1",
    ) == [(date(2025, 8, 1), None, True), (date(2026, 2, 1), None, True)]
    assert rows(
        warehouse,
        "select legal_status_code, spell_start_date, spell_end_date, is_care_order "
        "from core.legal_status_spells order by spell_start_date",
    ) == [
        ("V2", date(2025, 8, 1), date(2025, 10, 1), False),
        ("C1", date(2025, 10, 1), date(2025, 12, 20), True),
        ("V2", date(2025, 12, 20), None, False),
        ("C1", date(2026, 2, 10), None, True),
    ]
    assert rows(
        warehouse,
        "select placement_start_date, placement_sector from core.placements order by 1",
    )[:2] == [(date(2025, 8, 1), "N1 9"), (date(2025, 12, 20), "E17 9")]


def test_the_care_order_that_came_and_went_is_counted(warehouse):
    assert rows(
        warehouse,
        "select sum(children_with), sum(children_without) from equalities.equality_counts "
        "where measure = 'care_order_given_entry' and ethnicity_code = 'BCRB'",
    ) == [(1, 0)]


def test_every_row_of_every_return_is_accounted_for(warehouse):
    log = rows(
        warehouse,
        "select list_label, rows_read - rows_landed - rows_rejected, rows_landed "
        "- rows_in_marts - rows_superseded - rows_set_aside - rows_restricted "
        "from governance.submission_log",
    )
    assert len(log) == 3 + 8 + 3
    assert [entry for entry in log if entry[1:] != (0, 0)] == []
    # The row of Annex A that the 903 tells better is superseded, not lost.
    assert rows(
        warehouse,
        "select outcome from governance.landed_row_outcomes "
        "where table_name = 'children_looked_after' order by outcome",
    ) == [("in marts",), ("superseded",)]


def test_nothing_raw_of_any_return_is_anywhere(walk):
    shared = borough_pseudonym(walk.key.secret, CHILD)
    raw = {CHILD, OTHER, shared, "2012-05-17", "17/05/2012", "E17 9QQ", "N1 9GU"}
    assert traces([walk.home], raw) == []


def test_a_census_of_another_borough_is_refused_and_says_so(tmp_path):
    from ingest.boroughs import find_borough
    from ingest.door import examine

    path = write_census(tmp_path / "HAC_cin.xml", [])
    verdict = examine([path], find_borough("HAC"), date(2026, 6, 15))
    assert "wrong_borough" in {found.rule_id for found in verdict.findings}
    verdict = examine([path], find_borough("ISL"), date(2026, 6, 15))
    assert "wrong_borough" not in {found.rule_id for found in verdict.findings}


def test_a_census_of_a_year_that_has_not_begun_is_refused(tmp_path):
    from ingest.boroughs import find_borough
    from ingest.door import examine

    path = write_census(tmp_path / "ISL_cin.xml", [census_child(CHILD, [REFERRAL])])
    for today, is_early in ((date(2025, 3, 1), True), (date(2025, 12, 1), False)):
        verdict = examine([path], find_borough("ISL"), today)
        rules = {found.rule_id for found in verdict.findings}
        assert ("future_period" in rules) is is_early


def test_the_plan_of_the_census_has_its_reviews(warehouse):
    reviews = dict(PLAN)["Reviews"]
    assert reviews
    assert rows(
        warehouse,
        "select cp_plan_start_date, cp_review_date from core.cp_reviews order by 2",
    ) == [(date(2025, 6, 9), date(2025, 9, 1)), (date(2025, 6, 9), date(2026, 2, 10))]
