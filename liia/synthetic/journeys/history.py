"""All that happened in one borough, of which each extract shows a part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from liia.synthetic.boroughs import Borough
from liia.synthetic.days import months_before
from liia.synthetic.journeys.journey import (
    Journey,
    baselines_of,
    draw_journeys,
    odds_ratios_of,
)
from liia.synthetic.journeys.unaccompanied import draw_unaccompanied
from liia.synthetic.people.adopters import Adopter, draw_adopters
from liia.synthetic.people.care_leavers import CareLeaver, draw_care_leavers
from liia.synthetic.people.never_referred import (
    Contact,
    EarlyHelp,
    draw_contacts,
    draw_early_help,
)
from liia.synthetic.planted.practice import Practice, practice_of
from liia.synthetic.planted.ratios import Step
from liia.synthetic.rates import UNACCOMPANIED_PER_REFERRED_CHILD

LEAD_IN_MONTHS = 20
"""How long before the first extract the history begins, so that it finds episodes open
and referrals with earlier ones."""


@dataclass(frozen=True)
class History:
    """One borough from `LEAD_IN_MONTHS` before its first extract to its last."""

    seed: int
    borough: Borough
    since: date
    """Nothing that was going on then or began later is forgotten."""
    until: date
    """The last extract: nothing arrives after it, though what is under way goes on."""
    baselines: Mapping[Step, float]
    odds_ratios: Mapping[Step, Mapping[str, float]]
    """The borough's own, by step and group."""
    practice: Practice
    journeys: tuple[Journey, ...]
    contacts: tuple[Contact, ...]
    early_help: tuple[EarlyHelp, ...]
    care_leavers: tuple[CareLeaver, ...]
    adopters: tuple[Adopter, ...]


def draw_history(
    seed: int,
    borough: Borough,
    extract_dates: tuple[date, ...],
    children_per_year: float,
    lead_in_months: int = LEAD_IN_MONTHS,
    has_outliers: bool = True,
) -> History:
    """The history behind the extracts. A further, later extract changes none of it.

    What was over a year before the first window, in a long lead-in, is forgotten.
    Without outliers no borough's practice stands out or changes.
    """
    first, last = min(extract_dates), max(extract_dates)
    since = months_before(first, lead_in_months)
    remembered = months_before(first, LEAD_IN_MONTHS)
    span = (since, last + timedelta(days=1), children_per_year)
    practice = practice_of(seed, borough.code, has_outliers)
    return History(
        seed,
        borough,
        remembered,
        last,
        baselines_of(seed, borough),
        odds_ratios_of(seed, borough),
        practice,
        tuple(
            journey
            for journey in chain(
                draw_journeys(seed, borough, *span, practice),
                draw_unaccompanied(
                    seed,
                    borough,
                    *span[:2],
                    children_per_year * UNACCOMPANIED_PER_REFERRED_CHILD,
                    practice,
                ),
            )
            if any(referral.closed >= remembered for referral in journey.referrals)
        ),
        tuple(draw_contacts(seed, borough, *span)),
        tuple(draw_early_help(seed, borough, *span)),
        tuple(draw_care_leavers(seed, borough, remembered, children_per_year)),
        tuple(draw_adopters(seed, borough, *span)),
    )
