"""What happens to a referred child, from one referral to the next.

Every journey is drawn to its end, whatever the extracts will see of it, and in order
of arrival: a later extract retells the same history and adds to it. Episodes are
half-open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.care.periods import Care
from liia.synthetic.days import DAYS_IN_YEAR
from liia.synthetic.draws import arrivals
from liia.synthetic.journeys.referrals import Referral, draw_referral
from liia.synthetic.people.children import (
    OLDEST_AT_REFERRAL_YEARS,
    Person,
    draw_birth,
    draw_person,
    local_ids,
)
from liia.synthetic.planted.practice import Practice
from liia.synthetic.planted.ratios import GROUP_OF, Step
from liia.synthetic.planted.thresholds import (
    baselines_of,
    code_odds_ratios,
    odds_ratios_of,
    probability,
)
from liia.synthetic.rates import GAP_DAYS, REREFERRED_SHARE


@dataclass(frozen=True, slots=True)
class Journey:
    """A child and their referrals, the earliest first; no two are open at once."""

    child: Person
    referrals: tuple[Referral, ...]

    def all_care(self) -> Iterator[Care]:
        """Periods of care and short breaks, in order of their referrals."""
        for referral in self.referrals:
            if referral.care:
                yield referral.care
            yield from referral.short_breaks

    def plans_before(self, referral: Referral) -> int:
        """Protection plans before that of `referral`, with those before our records."""
        earlier = sum(1 for r in self.referrals if r.plan and r.on < referral.on)
        return earlier + (referral.plan.plans_before if referral.plan else 0)


def draw_journeys(
    seed: int,
    borough: Borough,
    since: date,
    until: date,
    children_per_year: float,
    practice: Practice,
) -> Iterator[Journey]:
    """The children first referred from `since` to before `until`, in that order."""
    baselines = baselines_of(seed, borough)
    ratios = code_odds_ratios(baselines, odds_ratios_of(seed, borough))
    risks = {
        code: {
            step: probability(baseline, ratios[step][code])
            for step, baseline in baselines.items()
        }
        for code in GROUP_OF
    }
    rng = Random(f"{seed}/{borough.code}/journeys")
    ids = local_ids(rng, rng.randint(1_000_000, 1_500_000))
    for on in arrivals(rng, since, until, children_per_year):
        child = draw_person(rng, borough, next(ids), draw_birth(rng, on))
        referrals = _draw_referrals(
            rng, borough, child, on, risks[child.ethnicity], practice
        )
        yield Journey(child, tuple(referrals))


def _draw_referrals(
    rng: Random,
    borough: Borough,
    child: Person,
    on: date,
    risks: Mapping[Step, float],
    practice: Practice,
) -> Iterator[Referral]:
    last_day = child.born + timedelta(days=OLDEST_AT_REFERRAL_YEARS * DAYS_IN_YEAR)
    while on <= last_day:
        referral = draw_referral(rng, borough, child, on, risks, practice)
        yield referral
        if rng.random() >= REREFERRED_SHARE:
            return
        # The tail crosses every look-back there is.
        on = referral.closed + timedelta(days=5 + int(rng.expovariate(1 / GAP_DAYS)))
