"""An independent oracle finds in the truth the odds ratios that were planted."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import exp, log

import numpy
import pytest
from statsmodels.api import GLM
from statsmodels.genmod.families import Binomial
from statsmodels.stats.contingency_tables import StratifiedTable

from liia.synthetic.boroughs import boroughs
from liia.synthetic.journeys.history import History, draw_history
from liia.synthetic.planted.ratios import GROUPS as SPLIT
from liia.synthetic.planted.ratios import (
    ODDS_RATIO_SPREAD,
    ODDS_RATIOS,
    REFERENCE_GROUP,
    Step,
)
from liia.synthetic.planted.thresholds import (
    baselines_of,
    code_odds_ratios,
    odds_ratios_of,
)
from liia.synthetic.rates import REFERRALS_PER_CHILD
from liia.synthetic.truth.outcomes import outcomes_of

GROUPS = ("White other", "Mixed", "Asian", "Black", "Other")
CODES = tuple(
    code
    for group, codes in SPLIT.items()
    if group != "Not known"
    for code in codes
    if code != "WBRI"
)
FEWEST = 10
"""In each cell: with fewer, no interval of this kind is meant to hold."""
Tallies = dict[tuple[str, Step, str], tuple[int, int]]


@pytest.fixture(scope="module")
def london() -> tuple[dict[str, History], Tallies]:
    """Every borough at scale 1, and borough, step and group to happened and did not."""
    histories, counted = {}, Counter()
    for code, borough in boroughs().items():
        per_year = borough.referrals_per_year / REFERRALS_PER_CHILD
        history = draw_history(1, borough, (date(2026, 3, 31),), per_year)
        histories[code] = history
        for outcome in outcomes_of(history):
            for whose in (outcome.group, outcome.ethnicity):
                counted[outcome.step, code, whose, outcome.happened] += 1
    tallies = {
        (code, step, whose): (
            counted[step, code, whose, True],
            counted[step, code, whose, False],
        )
        for code in histories
        for step in Step
        for whose in (REFERENCE_GROUP, *GROUPS, "WBRI", *CODES)
    }
    return histories, tallies


def intervals(
    tallies: Tallies,
    code: str,
    step: Step,
    against: str = REFERENCE_GROUP,
    others: Sequence[str] = GROUPS,
) -> dict[str, tuple]:
    """Group to the 95% interval of its log odds ratio in one borough, where it counts."""
    reference = tallies[code, step, against]
    groups = [g for g in others if min(tallies[code, step, g]) >= FEWEST]
    if min(reference) < FEWEST or not groups:
        return {}
    counts = numpy.array([reference, *(tallies[code, step, g] for g in groups)])
    design = numpy.eye(len(counts))
    design[:, 0] = 1
    fitted = GLM(counts, design, family=Binomial()).fit()
    return dict(zip(groups, fitted.conf_int()[1:], strict=True))


# As many parameters as groups: nothing is left over to estimate a scale from.
@pytest.mark.filterwarnings(
    "ignore:Perfect separation", "ignore:.*encountered in scalar divide"
)
def test_the_95_percent_intervals_cover_the_planted_ratio_93_to_97_times(london):
    histories, tallies = london
    covered = [
        low < log(history.odds_ratios[step][group]) < high
        for code, history in histories.items()
        for step in Step
        for group, (low, high) in intervals(tallies, code, step).items()
    ]

    print(f"{len(covered)} intervals, {sum(covered) / len(covered):.1%} cover")
    assert len(covered) > 400
    assert 0.93 <= sum(covered) / len(covered) <= 0.97


@pytest.mark.filterwarnings(
    "ignore:Perfect separation", "ignore:.*encountered in scalar divide"
)
def test_the_intervals_cover_the_ratio_of_each_of_the_18_codes_too(london):
    histories, tallies = london
    covered = Counter()
    for code, history in histories.items():
        ratios = code_odds_ratios(history.baselines, history.odds_ratios)
        for step in Step:
            found = intervals(tallies, code, step, "WBRI", CODES)
            for ethnicity, (low, high) in found.items():
                is_covered = low < log(ratios[step][ethnicity]) < high
                covered[ethnicity, is_covered] += 1

    share = sum(n for (_, yes), n in covered.items() if yes) / covered.total()
    print(f"{covered.total()} intervals, {share:.1%} cover")
    assert len({ethnicity for ethnicity, _ in covered}) >= 14
    assert 0.93 <= share <= 0.97


def test_a_group_has_the_ratio_that_is_planted_for_it_whatever_its_codes_have():
    """By the odds of the mixture, counted anew: of the referred, and at an enquiry."""
    for code in ("ISL", "HAV", "NEW"):
        borough = boroughs()[code]
        baselines, ratios = baselines_of(1, borough), odds_ratios_of(1, borough)
        own = code_odds_ratios(baselines, ratios)
        for group, weights in SPLIT.items():
            mix = Counter(weights)
            for step in (Step.S47_GIVEN_REFERRAL, Step.PLAN_GIVEN_S47):
                odds = baselines[step] / (1 - baselines[step])
                risks = {c: 1 / (1 + 1 / (odds * own[step][c])) for c in mix}
                risk = sum(mix[c] * risks[c] for c in mix) / sum(mix.values())
                assert risk / (1 - risk) / odds == pytest.approx(ratios[step][group])
                mix = {c: mix[c] * risks[c] for c in mix}


def stratified(tallies: Tallies, step: Step, group: str) -> StratifiedTable:
    codes = [c for c in boroughs() if min(tallies[c, step, REFERENCE_GROUP]) > 0]
    return StratifiedTable(
        [
            numpy.array([tallies[c, step, group], tallies[c, step, REFERENCE_GROUP]])
            for c in codes
        ]
    )


@pytest.mark.parametrize("step", [s for s in Step if ODDS_RATIO_SPREAD[s] == 0])
@pytest.mark.parametrize("group", GROUPS)
def test_where_boroughs_agree_the_pooled_ratio_is_londons(group, step, london):
    table = stratified(london[1], step, group)

    low, high = table.oddsratio_pooled_confint(alpha=0.0001)

    assert low < ODDS_RATIOS[step][group] < high


def test_the_pooled_tables_of_asian_children_say_the_opposite_of_each_borough(london):
    histories, tallies = london
    step = Step.S47_GIVEN_REFERRAL
    table = stratified(tallies, step, "Asian")
    (a, b), (c, d) = (
        map(sum, zip(*(tallies[code, step, g] for code in histories), strict=True))
        for g in ("Asian", REFERENCE_GROUP)
    )

    assert table.oddsratio_pooled > 1.05
    assert a * d / (b * c) < 0.95


def test_boroughs_differ_where_it_is_planted_that_they_do(london):
    histories, _ = london
    for step, spread in ODDS_RATIO_SPREAD.items():
        ratios = {history.odds_ratios[step]["Black"] for history in histories.values()}
        assert (len(ratios) > 1) == (spread > 0)
    other = [
        h.odds_ratios[Step.S47_GIVEN_REFERRAL]["Other"] for h in histories.values()
    ]
    assert exp(numpy.std(numpy.log(other))) == pytest.approx(exp(0.15), rel=0.06)
