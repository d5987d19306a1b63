"""Under which law a child is looked after, from the first day on."""

from datetime import date, timedelta
from random import Random

from liia.synthetic.care.adoptions import Adoption
from liia.synthetic.days import birthday
from liia.synthetic.draws import days_after, one_of
from liia.synthetic.people.children import Person

FIRST_ORDERED = {"C1": 53, "V2": 28, "L1": 16.5, "L2": 2}
FIRST_VOLUNTARY = {"V2": 71, "L1": 17, "J1": 6, "J2": 0.5, "L2": 1}
"""First legal status of children with and without a care order to its weight."""

FULL_ORDER_AFTER_DAYS = (198, 612)
"""From the interim order to the full one."""


def draw_statuses(
    rng: Random,
    child: Person,
    started: date,
    is_ordered: bool,
    adoption: Adoption | None,
) -> list[tuple[date, str]]:
    """The DfE codes of a period of care from `started`, each with the day it began."""
    first = one_of(rng, FIRST_ORDERED if is_ordered else FIRST_VOLUNTARY)
    if first == "J1" and started < birthday(child.born, 13):
        first = "V2"
    statuses = [(started, first)]
    # Police protection lasts three days at most, an emergency order eight.
    lasts_days = {"L1": 3, "L2": 8, "J2": 1}.get(first, 0)
    if first == "V2" and is_ordered:
        lasts_days = rng.randint(10, 150)
    ordered = started + timedelta(days=lasts_days)
    if is_ordered:
        if lasts_days:
            statuses.append((ordered, "C1"))
        if adoption:
            statuses.append((adoption.placement_order, "E1"))
            if adoption.decided_against:
                statuses.append((adoption.decided_against, "C2"))
        else:
            statuses.append((days_after(rng, ordered, *FULL_ORDER_AFTER_DAYS), "C2"))
    elif lasts_days:
        statuses.append((ordered, "V2"))
    return statuses
