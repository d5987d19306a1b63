"""What was planted in the made-up London is found by the macros that dbt runs.

Counts of the truth go in where the models' own would; nothing is built.
"""

import itertools
from collections import Counter, defaultdict

import numpy
import pytest

from liia.protection.ledger import Ledger
from liia.protection.model import protect
from liia.synthetic.boroughs import boroughs
from liia.synthetic.planted.ratios import GROUP_OF, GROUPS, Step
from liia.synthetic.planted.thresholds import probability
from liia.synthetic.truth.outcomes import outcomes_of
from tests.equalities.macros import load, rendered
from tests.equalities.tables import YEAR, connection, told

REDRAWN = {step: 20 for step in Step} | {Step.CARE_ORDER_GIVEN_ENTRY: 100}
"""Few children enter care, so their step is drawn more often."""
LADDER = ("referral", "s47", "conference", "plan")


@pytest.fixture(scope="module")
def tallies(london_histories) -> Counter:
    """Step, borough, ethnic code and whether the step followed, to events."""
    return Counter(
        (outcome.step.value, code, outcome.ethnicity, outcome.happened)
        for code, history in london_histories.items()
        for outcome in outcomes_of(history)
    )


def cells(tallies: Counter) -> list[dict]:
    return [
        {
            "measure": step,
            "time_period": YEAR,
            "borough_code": borough,
            "ethnicity_code": code,
            "children_with": tallies[step, borough, code, True],
            "children_without": tallies[step, borough, code, False],
        }
        for step in Step
        for borough in boroughs()
        for code in GROUP_OF
    ]


def coverage(ratios: list[dict], histories: dict) -> dict[str, list[bool]]:
    """Step to whether each borough's interval holds the ratio planted there.

    A table is admitted for the counts that one would expect of it: admitted for those it
    happens to have, it would have lost the draws that an interval misses.
    """
    covered = defaultdict(list)
    for row in ratios:
        history = histories.get(row["area_code"])
        if history and row["ethnicity_level"] == "group" and row["ci_low"]:
            step, group = Step(row["measure"]), row["ethnic_group"]
            planted = history.odds_ratios[step].get(group)
            if planted and least_expected(row, history.baselines[step], planted) >= 10:
                is_in = row["ci_low"] < planted < row["ci_high"]
                covered[step.value].append(is_in)
    return covered


def least_expected(row: dict, baseline: float, planted: float) -> float:
    """The smallest of the four counts of a table, as planted."""
    risk = probability(baseline, planted)
    of_group = row["children_with"] + row["children_without"]
    of_reference = row["reference_with"] + row["reference_without"]
    return min(
        of_group * min(risk, 1 - risk), of_reference * min(baseline, 1 - baseline)
    )


@pytest.fixture(scope="module")
def ratios(tallies) -> list[dict]:
    """The table of odds ratios of the truth's own outcomes."""
    return told(counts=cells(tallies))


def test_95_in_100_intervals_of_the_truths_own_outcomes_hold_what_was_planted(
    ratios, london_histories
):
    covered = coverage(ratios, london_histories)

    flat = [is_in for of_step in covered.values() for is_in in of_step]
    print(f"{len(flat)} intervals, {numpy.mean(flat):.1%} hold the planted ratio")
    assert len(flat) > 400
    assert 0.93 <= numpy.mean(flat) <= 0.97


def redrawn(tallies: Counter, histories: dict, seed: int) -> list[dict]:
    """The same children at risk, their steps drawn anew at the planted odds, as so many
    years; a group has one code."""
    draws, counts = numpy.random.default_rng(seed), []
    for step, borough in itertools.product(Step, boroughs()):
        history = histories[borough]
        for group, planted in history.odds_ratios[step].items():
            codes, followed = list(GROUPS[group]), (True, False)
            at_risk = sum(
                tallies[step, borough, *of] for of in itertools.product(codes, followed)
            )
            risk = probability(history.baselines[step], planted)
            counts += [
                {
                    "measure": step,
                    "time_period": str(year),
                    "borough_code": borough,
                    "ethnicity_code": codes[0],
                    "children_with": int(with_step),
                    "children_without": at_risk - int(with_step),
                }
                for year, with_step in enumerate(
                    draws.binomial(at_risk, risk, REDRAWN[step])
                )
            ]
    return counts


def test_at_each_step_95_in_100_intervals_hold_what_was_planted(
    tallies, london_histories
):
    covered = coverage(
        told(counts=redrawn(tallies, london_histories, 1)), london_histories
    )

    for step, of_step in covered.items():
        print(f"{step}: {len(of_step)} intervals, {numpy.mean(of_step):.1%}")
    assert set(covered) == set(Step)
    for of_step in covered.values():
        assert len(of_step) > 1000
        assert 0.93 <= numpy.mean(of_step) <= 0.97


def test_protected_the_intervals_still_hold_it_since_they_bear_the_noise(
    tallies, london_histories
):
    """Steps of the same children are rounded together, which no noise so far knew of."""
    counts = redrawn(tallies, london_histories, 2)
    by_year = defaultdict(dict)
    for cell in counts:
        place = ("equality_counts", str(cell["measure"]), cell["borough_code"])
        for figure in ("children_with", "children_without"):
            name = (*place, cell["ethnicity_code"], figure)
            by_year[cell["time_period"]][name] = cell[figure]
    shown = {
        (year, *name): published
        for year, true in by_year.items()
        for name, published in protect(true, year, GROUP_OF, b"s" * 32, Ledger())
    }
    for cell in counts:
        place = (cell["time_period"], "equality_counts", str(cell["measure"]))
        for figure in ("children_with", "children_without"):
            name = (cell["borough_code"], cell["ethnicity_code"], figure)
            cell[figure] = shown[*place, *name]

    covered = coverage(told(counts=counts, noise=4, fewest=10), london_histories)

    for step, of_step in covered.items():
        print(f"{step}: {len(of_step)} intervals, {numpy.mean(of_step):.1%}")
        assert numpy.mean(of_step) >= 0.93


def test_london_pooled_says_of_asian_children_what_its_tables_added_up_deny(ratios):
    (london,) = [
        row
        for row in ratios
        if row["area_code"] == "LONDON"
        and row["measure"] == Step.S47_GIVEN_REFERRAL
        and row["ethnic_group"] == "Asian"
    ]

    assert london["ci_low"] > 1 > london["crude_odds_ratio"]


def furthest_rungs(histories: dict) -> Counter:
    """Borough, code and furthest rung climbed without a gap, to children referred."""
    reached = Counter()
    for code, history in histories.items():
        for journey in history.journeys:
            climbed = [
                rung_of(enquiry)
                for referral in journey.referrals
                for enquiry in referral.enquiries
                if not enquiry.is_on_plan
            ]
            furthest = LADDER[max(climbed, default=0)]
            reached[code, journey.child.ethnicity, furthest] += 1
    return reached


def rung_of(enquiry) -> int:
    return 1 if not enquiry.conference else 3 if enquiry.plan else 2


def test_the_ladder_opens_at_the_step_where_a_gap_was_planted_and_at_no_other(
    london_histories,
):
    reached, empty = furthest_rungs(london_histories), connection()
    places = [(borough, code) for borough in boroughs() for code in GROUP_OF]
    where = [
        {"time_period": YEAR, "borough_code": borough, "ethnicity_code": code}
        for borough, code in places
    ]
    climbers = [
        {**place, "furthest_step": rung, "children": reached[*at, rung]}
        for place, at in zip(where, places, strict=True)
        for rung in LADDER
    ]
    # Referred alike: twenty children live there for each who was.
    populations = [
        {
            **place,
            "population": 20.0 * sum(reached[*at, rung] for rung in LADDER),
            "population_source": "planted",
        }
        for place, at in zip(where, places, strict=True)
    ]
    load(empty, "ladder_counts", climbers)
    load(empty, "counts", cells(Counter()))
    load(empty, "int_child_populations", populations)

    found = empty.execute(
        rendered(
            """with {{ ladder_table('ladder_counts', 'counts', noise=0, fewest=10) }}
            select ethnic_group, rung, reading from ladder_table
            where area_code = 'LONDON' and reference_group = 'White British'
            and ladder = 'protection' and ethnicity_level = 'group'"""
        )
    ).fetchall()

    readings = {(group, rung): reading for group, rung, reading in found}
    none = "no gap that chance could not make"
    assert readings["Mixed", "s47"] == "more of the group go on"
    for rung in ("referral", "conference", "plan"):
        assert readings["Mixed", rung] == none
    assert {readings["White other", rung] for rung in LADDER} == {none}


def test_95_in_100_intervals_of_the_excess_hold_the_children_that_were_planted(
    tallies, london_histories
):
    """Of the children referred: how many more enquiries than at the reference's chance."""
    step, empty, climbers, places, planted = (
        Step.S47_GIVEN_REFERRAL,
        connection(),
        [],
        {},
        {},
    )
    for cell in redrawn(tallies, london_histories, 4):
        if cell["measure"] == step:
            place = {
                k: cell[k] for k in ("time_period", "borough_code", "ethnicity_code")
            }
            followed = {
                "s47": cell["children_with"],
                "referral": cell["children_without"],
            }
            climbers += [
                {**place, "furthest_step": rung, "children": followed.get(rung, 0)}
                for rung in LADDER
            ]
            places[tuple(place.values())] = {
                **place,
                "population": 20.0 * sum(followed.values()),
                "population_source": "planted",
            }
            history, group = (
                london_histories[cell["borough_code"]],
                GROUP_OF[cell["ethnicity_code"]],
            )
            baseline = history.baselines[step]
            risk = probability(baseline, history.odds_ratios[step][group])
            key = (cell["time_period"], cell["borough_code"], group)
            planted[key] = sum(followed.values()) * (risk - baseline)
    load(empty, "ladder_counts", climbers)
    load(empty, "int_child_populations", list(places.values()))

    found = empty.execute(
        rendered(
            """with {{ ladder_table('ladder_counts', 'counts', noise=0, fewest=10) }}
            select time_period, area_code, ethnic_group, excess_low, excess_high
            from ladder_table
            where reference_group = 'White British' and ethnicity_level = 'group'
            and rung = 's47' and excess_low is not null"""
        )
    ).fetchall()

    covered = defaultdict(list)
    for year, area, group, low, high in found:
        if area == "LONDON" and group in GROUPS:
            children = sum(planted.get((year, b, group), 0) for b in boroughs())
            covered["London"].append(low < children < high)
        elif (year, area, group) in planted:
            covered["borough"].append(low < planted[year, area, group] < high)
    for place, of_place in covered.items():
        print(f"{place}: {len(of_place)} excesses, {numpy.mean(of_place):.1%}")
    assert len(covered["borough"]) > 1000 and len(covered["London"]) >= 80
    assert 0.93 <= numpy.mean(covered["borough"]) <= 0.97
    assert numpy.mean(covered["London"]) >= 0.88


def test_a_population_smaller_than_who_was_referred_from_it_shows_no_gap():
    """A modelled population of a small group may be; the rest is told all the same."""
    empty, climbers, people = connection(), [], []
    place = {"time_period": "202526", "borough_code": min(boroughs())}
    for code, population, children in (("BAFR", 300.0, 250), ("WBRI", 9000.0, 400)):
        here = {**place, "ethnicity_code": code}
        people.append(
            {**here, "population": population, "population_source": "made up"}
        )
        climbers += [
            {**here, "furthest_step": rung, "children": children} for rung in LADDER
        ]
    load(empty, "ladder_counts", climbers)
    load(empty, "int_child_populations", people)
    found = empty.execute(
        rendered(
            """with {{ ladder_table('ladder_counts', 'counts', noise=4, fewest=10) }}
            select rung, excess_low from ladder_table
            where area_code != 'LONDON' and ethnic_group = 'Black'
            and reference_group = 'White British' and ladder = 'protection'"""
        )
    ).fetchall()
    told = dict(found)
    assert set(told) == set(LADDER) and told["referral"] is None
    assert all(told[rung] is not None for rung in LADDER if rung != "referral")
