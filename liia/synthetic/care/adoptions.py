"""The way of a looked-after child towards adoption, planned from the first day on."""

from dataclasses import dataclass
from datetime import date
from random import Random

from liia.synthetic.draws import days_after

FOSTERING_TO_ADOPT_SHARE = 0.15
DECIDED_AGAINST_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Adoption:
    """From the decision that the child should be placed to the adoption order."""

    family_id: int
    decided: date
    placement_order: date
    """E1 stands in place of the care order from then on. At least 200 days into care:
    extracts six months apart have seen the order of all who entered in their windows.
    """
    matched: date | None
    """None, as are the next two, when the decision is reversed first."""
    placed: date | None
    adopted: date | None
    decided_against: date | None
    is_fostering_to_adopt: bool
    """The child lives with the adopters from the first day on."""


def draw_adoption(rng: Random, started: date) -> Adoption:
    """The adoption of a child who is looked after from `started`."""
    family_id = rng.randint(2_000_000, 2_999_999)
    decided = days_after(rng, started, 150, 230)
    ordered = days_after(rng, decided, 50, 120)
    is_fostering = rng.random() < FOSTERING_TO_ADOPT_SHARE
    if not is_fostering and rng.random() < DECIDED_AGAINST_SHARE:
        against = days_after(rng, ordered, 100, 500)
        return Adoption(family_id, decided, ordered, None, None, None, against, False)
    matched = days_after(rng, ordered, 80, 760)
    placed = days_after(rng, matched, 10, 60)
    adopted = days_after(rng, placed, 110, 425)
    return Adoption(
        family_id, decided, ordered, matched, placed, adopted, None, is_fostering
    )
