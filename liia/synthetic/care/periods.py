"""One period of being looked after, from entry to exit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.care.adoptions import Adoption, draw_adoption
from liia.synthetic.care.legal_statuses import draw_statuses
from liia.synthetic.care.placements import Placement, draw_placements
from liia.synthetic.care.same_home import with_changes_at_home
from liia.synthetic.days import birthday
from liia.synthetic.draws import days_after, one_of, reviews
from liia.synthetic.people.children import Person

NEEDS_IN_CARE = {"N1": 68, "N2": 3, "N3": 5, "N4": 10, "N5": 10, "N6": 3, "N8": 1}
"""Of children who are not alone in the country: those are N8, absent parenting."""


ADOPTED_SHARE = 0.385
"""Of children under five with a care order who are planned for adoption."""

SMALL, OLDER = 5, 18
"""Age before which care begins."""
VOLUNTARY_DAYS = {SMALL: 230, OLDER: 140}
LONG_VOLUNTARY_SHARE = {SMALL: 0.04, OLDER: 0.22}
SHORT_ORDER_SHARE = {SMALL: 0.9, OLDER: 0.03}
LONG_VOLUNTARY_DAYS, LONG_ORDER_DAYS = 900, 3150
"""Lengths of care. Without an order most go home within months, and some stay for years.
Orders of small children mostly end in one to three years; those of older ones last. A
quarter of who enters is small, and a seventh of who is there (London, 2025)."""

LONGEST_DAYS = 3600
"""Less than the history before the first return, so that its stock is not too young."""


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
    """C1, within half a year of the first day: an extract soon after may not show it."""
    legal_statuses: tuple[tuple[date, str], ...]
    """DfE codes with the day each began, such as C2."""
    placements: tuple[Placement, ...]
    reviews: tuple[date, ...]
    permanence_plan: str
    adoption: Adoption | None

    @property
    def is_short_break(self) -> bool:
        return self.legal_statuses[0][1] in ("V3", "V4")

    def moves(self) -> Iterator[tuple[date, date, Placement]]:
        """Each home with its first day and the day after its last, as it began."""
        homes = [placement for placement in self.placements if placement.is_move]
        ends = [*(home.start for home in homes[1:]), self.ended]
        for home, end in zip(homes, ends, strict=True):
            yield home.start, end, home


def draw_care(
    rng: Random, borough: Borough, child: Person, started: date, order_risk: float
) -> Care:
    """A period of care from `started`, under a care order at `order_risk`."""
    is_ordered = rng.random() < order_risk
    is_small = started < birthday(child.born, 5)
    is_to_be_adopted = is_ordered and is_small and rng.random() < ADOPTED_SHARE
    adoption = draw_adoption(rng, started) if is_to_be_adopted else None
    ended = _draw_end(rng, child, started, is_ordered, adoption)
    statuses = draw_statuses(rng, child, started, is_ordered, adoption)
    need = one_of(rng, NEEDS_IN_CARE)
    span = (started, ended)
    return _care(rng, borough, child, span, statuses, need, adoption)


def draw_unaccompanied_care(
    rng: Random, borough: Borough, child: Person, started: date
) -> Care:
    """The care of a child who came alone: accommodated, mostly until the age of 18."""
    ended = child.turns_18
    if rng.random() < 0.15:
        ended = min(ended, days_after(rng, started, 20, 500))
    span = (started, ended)
    return _care(rng, borough, child, span, [(started, "V2")], "N8", None, True)


def _care(
    rng: Random,
    borough: Borough,
    child: Person,
    span: tuple[date, date],
    drawn_statuses: list[tuple[date, str]],
    need: str,
    adoption: Adoption | None,
    is_unaccompanied: bool = False,
) -> Care:
    started, ended = span
    is_ordered = any(status == "C1" for _, status in drawn_statuses)
    # The order is drawn, so it comes, however soon care ends.
    orders = [day for day, status in drawn_statuses if status == "C1"]
    ended = max([ended, *(day + timedelta(days=9) for day in orders)])
    statuses = tuple((day, status) for day, status in drawn_statuses if day < ended)
    span = (started, ended)
    return Care(
        started,
        ended,
        _draw_reason(rng, child, ended, is_ordered, adoption),
        need,
        is_unaccompanied,
        is_ordered,
        statuses,
        tuple(
            with_changes_at_home(
                rng,
                borough,
                tuple(draw_placements(rng, borough, child, span, statuses, adoption)),
                ended,
                statuses,
            )
        ),
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
        return days_after(rng, adoption.decided_against, 100, 1500)
    age = SMALL if started < birthday(child.born, SMALL) else OLDER
    if not is_ordered:
        length_days = 4 + rng.expovariate(1 / VOLUNTARY_DAYS[age])
        if rng.random() < LONG_VOLUNTARY_SHARE[age]:
            length_days = 600 + rng.expovariate(1 / LONG_VOLUNTARY_DAYS)
    elif rng.random() < SHORT_ORDER_SHARE[age]:
        length_days = rng.triangular(200, 1100, 400)
    else:
        length_days = 500 + rng.expovariate(1 / LONG_ORDER_DAYS)
    length_days = min(length_days, LONGEST_DAYS)
    return min(started + timedelta(days=int(length_days)), child.turns_18)


def _draw_reason(
    rng: Random, child: Person, ended: date, is_ordered: bool, adoption: Adoption | None
) -> str:
    if adoption and adoption.adopted:
        return one_of(rng, {"E11": 30, "E12": 70})
    if ended == child.turns_18:
        return one_of(rng, {"E17": 48, "E5": 37, "E6": 3, "E7": 2, "E8": 10})
    if is_ordered:
        guardian = {"E45": 22, "E46": 3, "E47": 20, "E48": 2, "E41": 6}
        return one_of(
            rng, guardian | {"E4A": 30, "E13": 10, "E8": 4, "E3": 3, "E2": 0.5}
        )
    abroad = {"E15": 4, "E16": 2, "E9": 3, "E14": 2}
    return one_of(rng, abroad | {"E4A": 52, "E4B": 12, "E13": 12, "E3": 7, "E8": 6})


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
