"""The adults of families that want to adopt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.days import DAYS_IN_YEAR, months_before
from liia.synthetic.draws import arrivals, days_after
from liia.synthetic.people.children import Person, draw_person, local_ids

ADOPTERS_PER_REFERRED_CHILD = 0.006

ADOPTER_STAGE_DAYS = (
    (7, 40),
    (50, 90),
    (1, 30),
    (90, 150),
    (1, 20),
    (5, 30),
    (60, 300),
    (14, 40),
    (90, 260),
)
"""Fewest and most days from enquiry to the start of stage 1, and so on to the order."""


@dataclass(frozen=True, slots=True)
class Adopter:
    """One of the adults of a family that wants to adopt."""

    person: Person
    family_id: int
    is_fostering_for_adoption: bool
    stages: tuple[date, ...]
    """Enquiry; start and end of stage 1 and of stage 2; application submitted and
    approved; match; placement; order. Fewer when the family left before."""
    children_placed: int
    left: date | None
    reason_left: str | None


def draw_adopters(
    seed: int, borough: Borough, since: date, until: date, children_per_year: float
) -> Iterator[Adopter]:
    """Adopters who enquired from two years before `since` on, two to a family."""
    rng = Random(f"{seed}/{borough.code}/adopters")
    ids = local_ids(rng, 8_000_000)
    per_year = children_per_year * ADOPTERS_PER_REFERRED_CHILD
    for enquired in arrivals(rng, months_before(since, 24), until, per_year / 2):
        family_id = next(ids)
        stages = [enquired]
        for fewest, most in ADOPTER_STAGE_DAYS:
            stages.append(days_after(rng, stages[-1], fewest, most))
        left = reason = None
        if rng.random() < 0.25:
            stages = stages[: rng.randint(1, 6)]
            left, reason = days_after(rng, stages[-1], 5, 60), rng.choice("123")
        placed = rng.choice((1, 1, 1, 2))
        is_fostering = rng.random() < 0.15
        for _ in range(2):
            born = enquired - timedelta(days=int(rng.uniform(28, 50) * DAYS_IN_YEAR))
            person = draw_person(rng, borough, next(ids), born)
            yield Adopter(
                person, family_id, is_fostering, tuple(stages), placed, left, reason
            )
