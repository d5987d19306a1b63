"""Looked after in the made-up London: stays away, carers who stay, short breaks, codes."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from liia.synthetic.care.episodes import episodes_of
from liia.synthetic.care.periods import Care
from liia.synthetic.care.same_home import MOST_DAYS
from liia.synthetic.journeys.history import History
from liia.synthetic.london import Plan, history_of
from liia.synthetic.ssda903.files import FILES, headings
from liia.synthetic.ssda903.year import Return

PLAN = Plan(None, years=10, scale=0.7, extracts_per_year=1)


@pytest.fixture(scope="module")
def history() -> History:
    return history_of(PLAN, "CRO")


@pytest.fixture(scope="module")
def care(history) -> list[Care]:
    return [one for journey in history.journeys for one in journey.all_care()]


def returned(history: History, name: str, year: int) -> list[dict]:
    this = Return(history, date(year, 3, 31))
    rows = FILES[name](this, None)
    return [dict(zip(headings()[name], row, strict=True)) for row in rows]


def test_a_stay_away_keeps_to_its_limit_and_mostly_leads_back_home(care):
    away, back = Counter(), 0
    for one in care:
        ends = [*(p.start for p in one.placements[1:]), one.ended]
        for number, (placement, end) in enumerate(
            zip(one.placements, ends, strict=True)
        ):
            if placement.is_temporary:
                away[placement.type] += 1
                assert 0 < (end - placement.start).days <= MOST_DAYS[placement.type]
                before, *after = one.placements[number - 1 : number + 2 : 2]
                if after and after[0].is_back:
                    back += 1
                    home = (before.type, before.postcode, before.provider)
                    assert home == (after[0].type, after[0].postcode, after[0].provider)

    assert away.keys() == MOST_DAYS.keys()
    assert 0.8 < back / away.total() < 1


def test_placements_of_the_truth_leave_out_what_is_no_move_and_leave_no_gap(care):
    parted = 0
    for one in care:
        homes = list(one.moves())
        assert homes[0][0] == one.started
        assert homes[-1][1] == one.ended
        assert all(before[1] == after[0] for before, after in pairwise(homes))
        parted += len(one.placements) > len(homes)

    assert parted > 20


def test_a_carer_who_stays_is_told_as_t_or_u_and_a_status_that_changed(care):
    reasons = Counter()
    for one in care:
        for before, after in pairwise(episodes_of(one)):
            is_same = after.placement.is_same_carer and (
                before.placement is not after.placement
            )
            assert is_same == (after.reason_new in ("T", "U"))
            assert is_same == (before.reason_placement_changed == "PLACE")
            reasons[after.reason_new] += 1

    assert set(reasons) == set("LPTBU")


def test_children_start_care_under_police_protection_and_emergency_orders(care):
    first = Counter(one.legal_statuses[0][1] for one in care)

    assert {"V2", "C1", "L1", "L2", "J1", "V3", "V4"} <= first.keys()
    for one in care:
        for (since, status), (until, _) in pairwise(one.legal_statuses):
            if status in ("L1", "L2"):
                assert until - since <= timedelta(days=8)


def test_short_breaks_are_in_the_ssda903_and_are_no_care(history):
    episodes = returned(history, "episodes", 2025)
    short = {row["CHILD"] for row in episodes if row["LS"] in ("V3", "V4")}
    in_care = {
        child.local_id for child, _ in Return(history, date(2025, 3, 31)).in_care()
    }
    headed = {row["CHILD"] for row in returned(history, "header", 2025)}

    assert short
    assert not short & in_care
    assert short <= headed


@pytest.mark.parametrize(
    ("column", "code", "last", "successors", "first"),
    [
        ("PLACE", "H5", 2024, {"K3"}, 2025),
        ("PLACE", "Z1", 2025, {"Z11", "Z12", "Z13", "Z14"}, 2026),
        ("REC", "E44", 2018, {"E47", "E48"}, 2019),
        ("REC", "E43", 2018, {"E45", "E46"}, 2019),
    ],
)
def test_a_retired_code_gives_way_in_its_year(
    history, column, code, last, successors, first
):
    before, after = (
        {row[column] for row in returned(history, "episodes", year)}
        for year in (last, first)
    )

    assert code in before
    assert not successors & before
    assert code not in after
    assert successors & after


def test_nobody_is_placed_in_independent_living_after_october_2023(care):
    stays = [
        (placement.start, end)
        for one in care
        for placement, end in zip(
            one.placements,
            [*(p.start for p in one.placements[1:]), one.ended],
            strict=True,
        )
        if placement.type == "P2"
    ]

    assert stays
    assert max(end for _, end in stays) <= date(2023, 10, 28)


def test_second_enquiries_and_direct_entries_occur(history):
    referrals = [r for journey in history.journeys for r in journey.referrals]
    enquiries = [e for r in referrals for e in r.enquiries]
    direct = [r.direct_entry for r in referrals if r.direct_entry]

    assert any(len(r.enquiries) == 2 for r in referrals)
    assert any(e.is_on_plan for e in enquiries)
    assert any(e.plan and not e.conference for e in enquiries)
    assert {d.conference is None for d in direct} == {True, False}
    assert all(not r.enquiries for r in referrals if r.direct_entry)
    assert any(r.assessment and r.assessment.start < r.on for r in referrals)
