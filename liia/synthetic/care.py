"""One period of being looked after, from entry to exit."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from liia.synthetic.adoptions import Adoption, draw_adoption
from liia.synthetic.boroughs import Borough
from liia.synthetic.children import Person
from liia.synthetic.days import birthday
from liia.synthetic.draws import days_after, one_of, reviews
from liia.synthetic.placements import Placement, draw_placements

NEEDS_IN_CARE = {"N1": 66, "N2": 3, "N3": 5, "N4": 11, "N5": 12, "N6": 3}
"""Of children who are not alone in the country: those are N8, absent parenting."""

UNACCOMPANIED_SHARE = 0.8
"""Of teenagers without an order who are of no White British or unknown ethnicity."""

ADOPTED_SHARE = 0.3
"""Of children under five with a care order who are planned for adoption."""


@dataclass(frozen=True, slots=True)
class Care:
    """One period of being looked after, `[started, ended)`."""

    started: date
    ended: date
    reason_ended: str
    """DfE code, such as E4A."""
    need: str
    is_unaccompanied: bool
    has_care_order: bool
    """C1 from the first day on. Nobody gets one later, so the first extract that shows
    the child tells as much as the last."""
    legal_statuses: tuple[tuple[date, str], ...]
    """DfE codes with the day each began, such as C2."""
    placements: tuple[Placement, ...]
    reviews: tuple[date, ...]
    permanence_plan: str
    adoption: Adoption | None


def draw_care(
    rng: Random, borough: Borough, child: Person, started: date, order_risk: float
) -> Care:
    """A period of care from `started`, under a care order at `order_risk`."""
    is_ordered = rng.random() < order_risk
    is_small = started < birthday(child.born, 5)
    is_to_be_adopted = is_ordered and is_small and rng.random() < ADOPTED_SHARE
    adoption = draw_adoption(rng, started) if is_to_be_adopted else None
    ended = _draw_end(rng, child, started, is_ordered, adoption)
    # A lone child is accommodated, not taken into care: drawing it among those without
    # an order leaves the planted odds alone.
    is_unaccompanied = (
        not is_ordered
        and child.group not in ("White British", "Not known")
        and started >= birthday(child.born, 14)
        and rng.random() < UNACCOMPANIED_SHARE
    )
    statuses = tuple(
        (day, status)
        for day, status in _draw_statuses(rng, child, started, is_ordered, adoption)
        if day < ended
    )
    span = (started, ended)
    return Care(
        started,
        ended,
        _draw_reason(rng, child, ended, is_ordered, adoption),
        "N8" if is_unaccompanied else one_of(rng, NEEDS_IN_CARE),
        is_unaccompanied,
        is_ordered,
        statuses,
        tuple(draw_placements(rng, borough, child, span, statuses, adoption)),
        reviews(rng, started, ended, (28, 91, 183)),
        _draw_permanence_plan(rng, child, started, is_ordered, adoption),
        adoption,
    )


def _draw_end(
    rng: Random,
    child: Person,
    started: date,
    is_ordered: bool,
    adoption: Adoption | None,
) -> date:
    if adoption and adoption.adopted:
        return adoption.adopted
    if adoption:
        return days_after(rng, adoption.decided_against, 100, 500)
    if is_ordered:
        length_days = rng.triangular(150, 2200, 500)
    else:
        length_days = min(10 + rng.expovariate(1 / 220), 1500)
    return min(started + timedelta(days=int(length_days)), child.turns_18)


def _draw_statuses(
    rng: Random,
    child: Person,
    started: date,
    is_ordered: bool,
    adoption: Adoption | None,
) -> list[tuple[date, str]]:
    if is_ordered:
        statuses = [(started, "C1"), (days_after(rng, started, 130, 199), "C2")]
        if adoption:
            statuses.append((adoption.placement_order, "E1"))
        if adoption and adoption.decided_against:
            statuses.append((adoption.decided_against, "C2"))
        return statuses
    first = one_of(rng, {"V2": 86, "L1": 5, "L2": 4, "J1": 5})
    if first == "J1" and started >= birthday(child.born, 13):
        return [(started, "J1")]
    # Police protection lasts three days at most, an emergency order eight.
    lasts_days = {"L1": 3, "L2": 8}.get(first)
    if lasts_days:
        return [(started, first), (started + timedelta(days=lasts_days), "V2")]
    return [(started, "V2")]


def _draw_reason(
    rng: Random, child: Person, ended: date, is_ordered: bool, adoption: Adoption | None
) -> str:
    if adoption and adoption.adopted:
        return one_of(rng, {"E11": 30, "E12": 70})
    if ended == child.turns_18:
        return one_of(rng, {"E5": 40, "E6": 10, "E7": 8, "E17": 30, "E8": 12})
    if is_ordered:
        guardian = {"E45": 14, "E46": 6, "E47": 12, "E48": 3, "E41": 10}
        return one_of(rng, guardian | {"E4A": 40, "E13": 8, "E8": 7})
    return one_of(rng, {"E4A": 45, "E4B": 22, "E13": 10, "E3": 3, "E8": 20})


def _draw_permanence_plan(
    rng: Random,
    child: Person,
    started: date,
    is_ordered: bool,
    adoption: Adoption | None,
) -> str:
    if adoption:
        return "adoption"
    if started >= birthday(child.born, 15):
        weights = {"supported living": 60, "long-term fostering": 25, "return": 15}
    elif is_ordered:
        weights = {"long-term fostering": 45, "guardianship": 30, "return": 25}
    else:
        weights = {"return": 75, "long-term fostering": 15, "residential": 10}
    return one_of(rng, weights)
