"""All that happened in one borough, of which each extract shows a part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from liia.synthetic.boroughs import Borough
from liia.synthetic.days import months_before
from liia.synthetic.journeys import Journey, baselines_of, draw_journeys
from liia.synthetic.other_people import (
    Adopter,
    CareLeaver,
    Contact,
    EarlyHelp,
    draw_adopters,
    draw_care_leavers,
    draw_contacts,
    draw_early_help,
)
from liia.synthetic.parameters import Step

LEAD_IN_MONTHS = 14
"""How long before the first extract the history begins, so that it finds episodes open
and referrals with earlier ones."""


@dataclass(frozen=True)
class History:
    """One borough from `LEAD_IN_MONTHS` before its first extract to its last."""

    seed: int
    borough: Borough
    until: date
    """The last extract: nothing arrives after it, though what is under way goes on."""
    baselines: Mapping[Step, float]
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
) -> History:
    """The history behind the extracts. A further, later extract changes none of it."""
    since = months_before(min(extract_dates), LEAD_IN_MONTHS)
    last = max(extract_dates)
    span = (since, last + timedelta(days=1), children_per_year)
    return History(
        seed,
        borough,
        last,
        baselines_of(seed, borough),
        tuple(draw_journeys(seed, borough, *span)),
        tuple(draw_contacts(seed, borough, *span)),
        tuple(draw_early_help(seed, borough, *span)),
        tuple(draw_care_leavers(seed, borough, since, children_per_year)),
        tuple(draw_adopters(seed, borough, *span)),
    )
