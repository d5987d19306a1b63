"""Changes that are no move: stays away, and carers who become something else.

SSDA903 tells both as episodes with other placements; counts of moves leave them out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.care.placements import Placement, draw_placement
from liia.synthetic.draws import days_after, one_of

STAYS_AWAY = {"T1": 25, "T2": 20, "T3": 25, "T4": 25, "T0": 5}
MOST_DAYS = {"T0": 7, "T1": 42, "T2": 21, "T3": 21, "T4": 7}
"""Hospital, holiday, carer on holiday, seven days or less, any: weight and days."""

AWAY_SHARE = 0.12
"""Of placements of two months or more."""

NOT_BACK_SHARE = 0.1
"""Of stays away: the child goes on to another home."""

LONG_TERM = {"U6": "U4", "U3": "U1"}
LONG_TERM_SHARE = 0.25
"""Of foster homes of a year or more: they become the child's for the long term."""

WITH_THE_ORDER_SHARE = 0.3
"""Of those: on the day of a full care order that is made there."""


def with_changes_at_home(
    rng: Random,
    borough: Borough,
    placements: Sequence[Placement],
    ended: date,
    legal_statuses: Sequence[tuple[date, str]],
) -> Iterator[Placement]:
    """The placements of a period of care, with what happens inside each."""
    ends = [*(placement.start for placement in placements[1:]), ended]
    orders = [day for day, status in legal_statuses if status == "C2"]
    for placement, end in zip(placements, ends, strict=True):
        yield placement
        days = (end - placement.start).days
        becomes = LONG_TERM.get(placement.type)
        if days > 365 and becomes and rng.random() < LONG_TERM_SHARE:
            on = days_after(rng, placement.start, 180, days - 60)
            made_here = [day for day in orders if placement.start < day < end]
            if made_here and rng.random() < WITH_THE_ORDER_SHARE:
                on = made_here[0]
            yield replace(placement, start=on, type=becomes, is_same_carer=True)
        elif days > 60 and rng.random() < AWAY_SHARE:
            yield from _stay_away(rng, borough, placement, end, end == ended)


def _stay_away(
    rng: Random, borough: Borough, home: Placement, end: date, is_last: bool
) -> Iterator[Placement]:
    kind = one_of(rng, STAYS_AWAY)
    days = rng.randint(1, MOST_DAYS[kind])
    if rng.random() < NOT_BACK_SHARE and not is_last:
        yield draw_placement(rng, borough, end - timedelta(days=days), kind)
        return
    gone = days_after(rng, home.start, 7, (end - home.start).days - days - 7)
    yield draw_placement(rng, borough, gone, kind)
    yield replace(home, start=gone + timedelta(days=days), is_back=True)
