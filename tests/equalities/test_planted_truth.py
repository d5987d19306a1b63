"""What was planted in the made-up London is found by the macros that dbt runs.

Counts of the truth go in where the models' own would; nothing is built.
"""

import itertools
from collections import Counter, defaultdict

import numpy
import pytest

from liia.synthetic.boroughs import boroughs
from liia.synthetic.planted.ratios import GROUP_OF, GROUPS, Step
from liia.synthetic.planted.thresholds import probability
from liia.synthetic.truth.outcomes import outcomes_of
from tests.equalities.macros import database, load, rendered

YEAR = "202526"
REDRAWN = {step: 20 for step in Step} | {Step.CARE_ORDER_GIVEN_ENTRY: 100}
"""Few children enter care, so their step is drawn more often."""
LADDER = ("referral", "s47", "conference", "plan")
TABLE = """with {{{{ odds_ratio_table(
    'counts', 'population_counts', 'counts_by_age_sex', noise={noise}, fewest={fewest}
) }}}} select * from odds_ratio_table where reference_group = 'White British'"""


@pytest.fixture(scope="module")
def tallies(london_histories) -> Counter:
    """Step, borough, ethnic code and whether the step followed, to events."""
    return Counter(
        (outcome.step.value, code, outcome.ethnicity, outcome.happened)
        for code, history in london_histories.items()
        for outcome in outcomes_of(history)
    )


def connection():
    """A database of the seeds that the macros read, and no count but those loaded."""
    empty = database()
    steps = [{"measure": s.value, "basis": "previous step", "caveat": ""} for s in Step]
    load(empty, "equality_measures", steps)
    codes = [{"ethnicity_code": c, "ethnic_group": g} for c, g in GROUP_OF.items()]
    load(empty, "ethnic_groups", codes)
    places = [{"borough_code": c, "inner_outer": "Inner"} for c in boroughs()]
    load(empty, "boroughs", places)
    empty.execute(
        """
        create table population_counts (measure varchar, time_period varchar,
            borough_code varchar, ethnicity_code varchar, children_with bigint);
        create table counts_by_age_sex (measure varchar, time_period varchar,
            borough_code varchar, ethnic_group varchar, age_band varchar,
            sex_code varchar, children_with bigint, children_without bigint);
        create table int_child_populations (time_period varchar, borough_code varchar,
            ethnicity_code varchar, population double, population_source varchar)
        """
    )
    return empty


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


def told(counts: list[dict], noise: int = 0, fewest: int = 0) -> list[dict]:
    """The table of odds ratios of `counts`."""
    empty = connection()
    load(empty, "counts", counts)
    answer = empty.execute(rendered(TABLE.format(noise=noise, fewest=fewest)))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


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
    return told(cells(tallies))


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
    covered = coverage(told(redrawn(tallies, london_histories, 1)), london_histories)

    for step, of_step in covered.items():
        print(f"{step}: {len(of_step)} intervals, {numpy.mean(of_step):.1%}")
    assert set(covered) == set(Step)
    for of_step in covered.values():
        assert len(of_step) > 1000
        assert 0.93 <= numpy.mean(of_step) <= 0.97


def test_rounded_to_fives_the_intervals_still_hold_it_since_they_bear_the_noise(
    tallies, london_histories
):
    counts = redrawn(tallies, london_histories, 2)
    draws = numpy.random.default_rng(3)
    for cell in counts:
        for figure in ("children_with", "children_without"):
            is_up = draws.random() < cell[figure] % 5 / 5
            cell[figure] = cell[figure] // 5 * 5 + 5 * int(is_up)

    covered = coverage(told(counts, noise=4, fewest=10), london_histories)

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
