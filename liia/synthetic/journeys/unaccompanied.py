"""Children who arrive alone: referred and looked after on one day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.care.periods import draw_unaccompanied_care
from liia.synthetic.days import birthday
from liia.synthetic.draws import arrivals, one_of
from liia.synthetic.journeys.journey import Journey
from liia.synthetic.journeys.referrals import Referral, draw_assessment
from liia.synthetic.people.children import draw_person, local_ids
from liia.synthetic.planted.practice import Practice
from liia.synthetic.rates import entry_trend

ETHNICITIES = {"BAFR": 30, "OOTH": 30, "AOTH": 20, "WOTH": 10, "ABAN": 5, "MOTH": 5}
"""Invented weights: mostly of countries at war."""
FEWEST_DAYS_TO_18, MOST_DAYS_TO_18 = 40, 1150


def draw_unaccompanied(
    seed: int,
    borough: Borough,
    since: date,
    until: date,
    children_per_year: float,
    practice: Practice,
) -> Iterator[Journey]:
    """The children who arrived alone from `since` to before `until`, in that order."""
    rng = Random(f"{seed}/{borough.code}/unaccompanied")
    ids = local_ids(rng, 4_000_000)
    for on in arrivals(rng, since, until, children_per_year * entry_trend(since)):
        if rng.random() > entry_trend(on) / entry_trend(since):
            continue
        days_to_18 = rng.randint(FEWEST_DAYS_TO_18, MOST_DAYS_TO_18)
        born = birthday(on + timedelta(days=days_to_18), -18)
        child = replace(
            draw_person(rng, borough, next(ids), born),
            ethnicity=one_of(rng, ETHNICITIES),
            sex=one_of(rng, {"M": 95, "F": 5}),
        )
        care = draw_unaccompanied_care(rng, borough, child, on)
        assessment = draw_assessment(rng, on, True, practice)
        closed = max(care.ended, assessment.authorised)
        source = one_of(rng, {"6": 60, "5D": 20, "7": 20})
        yield Journey(
            child,
            (
                Referral(
                    on,
                    source,
                    False,
                    "N8",
                    assessment,
                    (),
                    None,
                    care,
                    (),
                    closed,
                    "RC7",
                ),
            ),
        )
