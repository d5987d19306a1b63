"""A borough's own share of what is planted: its thresholds and its odds ratios."""

from collections.abc import Mapping
from math import exp
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.planted.ratios import (
    ASIAN_SHARE_OF_LONDON,
    BASELINES,
    GROUPS,
    ODDS_RATIO_SPREAD,
    ODDS_RATIOS,
    THRESHOLD_SLOPE,
    THRESHOLD_SPREAD,
    WITHIN_GROUP,
    Step,
)


def baselines_of(seed: int, borough: Borough) -> dict[Step, float]:
    """The probability of each step for the borough's White British children."""
    rng = Random(f"{seed}/{borough.code}/thresholds")
    shift = {step: rng.gauss(0, THRESHOLD_SPREAD) for step in BASELINES}
    asian_share = borough.ethnic_mix["Asian"] / sum(borough.ethnic_mix.values())
    shift[Step.S47_GIVEN_REFERRAL] += THRESHOLD_SLOPE * (
        asian_share - ASIAN_SHARE_OF_LONDON
    )
    return {
        step: probability(baseline, exp(shift[step]))
        for step, baseline in BASELINES.items()
    }


def odds_ratios_of(seed: int, borough: Borough) -> dict[Step, dict[str, float]]:
    """The borough's own odds ratios, step by group: London's, with what it differs."""
    rng = Random(f"{seed}/{borough.code}/odds ratios")
    return {
        step: {
            group: 1.0 if ratio == 1 else ratio * exp(rng.gauss(0, spread))
            for group, ratio in ODDS_RATIOS[step].items()
        }
        for step, spread in ODDS_RATIO_SPREAD.items()
    }


def code_odds_ratios(
    baselines: Mapping[Step, float], odds_ratios: Mapping[Step, Mapping[str, float]]
) -> dict[Step, dict[str, float]]:
    """The odds ratio of each of the 18 codes, and of the two for not known, by step.

    Those at a Section 47 are the referred, by their risk of one: the mix of the codes
    there is another than among the referred.
    """
    found: dict[Step, dict[str, float]] = {}
    for step, ratios in odds_ratios.items():
        found[step] = {}
        for group, weights in GROUPS.items():
            mix = dict(weights)
            if step is Step.PLAN_GIVEN_S47:
                before = Step.S47_GIVEN_REFERRAL
                mix = {
                    code: weight * probability(baselines[before], found[before][code])
                    for code, weight in weights.items()
                }
            within = {c: WITHIN_GROUP.get(step, {}).get(c, 1.0) for c in mix}
            moved = _common_move(baselines[step], ratios[group], mix, within)
            found[step] |= {code: moved * ratio for code, ratio in within.items()}
    return found


def _common_move(
    baseline: float, group_ratio: float, mix: Mapping[str, float], within: Mapping
) -> float:
    """What to multiply `within` by, for the mix to have the ratio of the group."""
    if len(set(within.values())) == 1:
        return group_ratio / next(iter(within.values()))
    aim = probability(baseline, group_ratio)
    low, high = group_ratio / max(within.values()), group_ratio / min(within.values())
    for _ in range(60):
        moved = (low + high) / 2
        risk = sum(
            weight * probability(baseline, moved * within[code])
            for code, weight in mix.items()
        ) / sum(mix.values())
        low, high = (moved, high) if risk < aim else (low, moved)
    return moved


def probability(baseline: float, odds_ratio: float) -> float:
    """The probability whose odds are `odds_ratio` times those of `baseline`."""
    odds = baseline / (1 - baseline) * odds_ratio
    return odds / (1 + odds)
