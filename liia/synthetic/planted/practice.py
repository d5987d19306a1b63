"""What is planted of practice: how often boroughs keep two time limits, which of them
stand out, and one that changed.

Each borough differs a little from London, as boroughs do; four differ much, and a change
of practice begins in one on a day. All of it is invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import exp
from random import Random

from liia.synthetic.planted.thresholds import probability


class Limit(StrEnum):
    """Working days that the statute allows."""

    CONFERENCE = "conference_in_15_days"
    ASSESSMENT = "assessment_in_45_days"


LATE_SHARES: Mapping[Limit, float] = {Limit.CONFERENCE: 0.206, Limit.ASSESSMENT: 0.119}
"""In the middling borough, near what DfE publishes for London, year ending March 2025."""

ORDINARY_SPREAD = 0.2
"""Standard deviation between boroughs of the log odds of being late."""

OUTLIERS: Mapping[Limit, Mapping[str, float]] = {
    Limit.CONFERENCE: {"CAM": 0.25, "CRO": 3.5},
    Limit.ASSESSMENT: {"LAM": 0.25, "BRE": 3.5},
}
"""Borough to its odds of being late against the middling one's."""


@dataclass(frozen=True)
class Change:
    """Of what falls due from a day on, the odds of being late are so many times what they
    were."""

    borough_code: str
    limit: Limit
    since: date
    odds_ratio: float


CHANGES = (Change("HAC", Limit.ASSESSMENT, date(2025, 4, 1), 0.35),)


@dataclass(frozen=True)
class Practice:
    """How one borough keeps the limits."""

    odds_ratios: Mapping[Limit, float]
    """Of being late, against the middling borough, before any change."""
    changes: tuple[Change, ...] = ()

    def odds_ratio(self, limit: Limit, on: date) -> float:
        ratio = self.odds_ratios[limit]
        for change in self.changes:
            if change.limit is limit and change.since <= on:
                ratio *= change.odds_ratio
        return ratio

    def late_share(self, limit: Limit, on: date) -> float:
        return probability(LATE_SHARES[limit], self.odds_ratio(limit, on))

    def lateness(self, rng: Random, limit: Limit, on: date) -> float:
        """A number from 0 to 1; late from 1 - LATE_SHARES[limit] on. One draw, however
        the borough differs, so that nothing else about its children does."""
        late, usual = self.late_share(limit, on), LATE_SHARES[limit]
        drawn = rng.random()
        if drawn < 1 - late:
            return drawn * (1 - usual) / (1 - late)
        return 1 - (1 - drawn) * usual / late


def practice_of(seed: int, code: str, has_outliers: bool = True) -> Practice:
    """The borough's own; without outliers no borough stands out, and none changes."""
    rng = Random(f"{seed}/{code}/practice")
    ratios = {limit: exp(rng.gauss(0, ORDINARY_SPREAD)) for limit in Limit}
    if not has_outliers:
        return Practice(ratios)
    ratios |= {limit: those[code] for limit, those in OUTLIERS.items() if code in those}
    return Practice(ratios, tuple(c for c in CHANGES if c.borough_code == code))
