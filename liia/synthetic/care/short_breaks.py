"""Agreed series of short breaks: nights away from home, told in SSDA903 and no care.

V4 tells the agreement as one episode, V3 each stay as an episode of its own.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.care.periods import Care
from liia.synthetic.care.placements import draw_placement
from liia.synthetic.draws import days_after, one_of
from liia.synthetic.people.children import Person

SHORT_BREAKS_SHARE = 0.08
"""Of disabled children in need who are neither looked after nor on a plan."""


def draw_short_breaks(
    rng: Random, borough: Borough, child: Person, since: date
) -> Iterator[Care]:
    """The breaks agreed on after the assessment was authorised on `since`; mostly none."""
    if rng.random() >= SHORT_BREAKS_SHARE:
        return
    kind = one_of(rng, {"U6": 60, "K2": 40})
    start = days_after(rng, since, 5, 60)
    if rng.random() < 0.7:
        end = min(days_after(rng, start, 60, 700), child.turns_18)
        if start < end:
            yield _break(rng, borough, (start, end), "V4", kind)
        return
    for _ in range(rng.randint(2, 6)):
        end = days_after(rng, start, 1, 4)
        if end > child.turns_18:
            return
        yield _break(rng, borough, (start, end), "V3", kind)
        start = end + timedelta(days=rng.randint(20, 60))


def _break(
    rng: Random, borough: Borough, span: tuple[date, date], status: str, kind: str
) -> Care:
    started, ended = span
    return Care(
        started,
        ended,
        "E4A",
        need="N2",
        is_unaccompanied=False,
        has_care_order=False,
        legal_statuses=((started, status),),
        placements=(draw_placement(rng, borough, started, kind),),
        reviews=(),
        permanence_plan="return",
        adoption=None,
    )
