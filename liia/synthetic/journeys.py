"""What happens to a referred child, from one referral to the next.

Every journey is drawn to its end, whatever the extracts will see of it, and in order
of arrival: a later extract retells the same history and adds to it. Episodes are
half-open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.children import (
    OLDEST_AT_REFERRAL_YEARS,
    Person,
    draw_birth,
    draw_person,
    local_ids,
)
from liia.synthetic.days import DAYS_IN_YEAR
from liia.synthetic.draws import arrivals, days_after
from liia.synthetic.parameters import (
    BASELINES,
    ODDS_RATIOS,
    REREFERRED_SHARE,
    THRESHOLD_SPREAD,
    Step,
    probability,
)
from liia.synthetic.referrals import Referral, draw_referral


@dataclass(frozen=True, slots=True)
class Journey:
    """A child and their referrals, the earliest first; no two are open at once."""

    child: Person
    referrals: tuple[Referral, ...]


def baselines_of(seed: int, borough: Borough) -> dict[Step, float]:
    """The probability of each step for the borough's White British children."""
    rng = Random(f"{seed}/{borough.code}/thresholds")
    return {
        step: probability(baseline, exp(rng.gauss(0, THRESHOLD_SPREAD)))
        for step, baseline in BASELINES.items()
    }


def draw_journeys(
    seed: int, borough: Borough, since: date, until: date, children_per_year: float
) -> Iterator[Journey]:
    """The children first referred from `since` to before `until`, in that order."""
    baselines = baselines_of(seed, borough)
    rng = Random(f"{seed}/{borough.code}/journeys")
    ids = local_ids(rng, rng.randint(1_000_000, 1_500_000))
    for on in arrivals(rng, since, until, children_per_year):
        child = draw_person(rng, borough, next(ids), draw_birth(rng, on))
        risks = {
            step: probability(baseline, ODDS_RATIOS[step][child.group])
            for step, baseline in baselines.items()
        }
        yield Journey(child, tuple(_draw_referrals(rng, borough, child, on, risks)))


def _draw_referrals(
    rng: Random, borough: Borough, child: Person, on: date, risks: Mapping[Step, float]
) -> Iterator[Referral]:
    last_day = child.born + timedelta(days=OLDEST_AT_REFERRAL_YEARS * DAYS_IN_YEAR)
    while on <= last_day:
        referral = draw_referral(rng, borough, child, on, risks)
        yield referral
        if rng.random() >= REREFERRED_SHARE:
            return
        on = days_after(rng, referral.closed, 5, 210)
