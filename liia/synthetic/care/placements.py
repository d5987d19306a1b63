"""Where looked-after children live, move by move."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough, boroughs
from liia.synthetic.care.adoptions import Adoption
from liia.synthetic.days import birthday
from liia.synthetic.draws import days_after, one_of
from liia.synthetic.people.children import Person, draw_postcode

INSIDE_BOROUGH_SHARE = 0.345
INSIDE_LONDON_SHARE = 0.72
"""34% in the borough (London, 31 March 2025), as many elsewhere in London."""

UNSETTLED_SHARE = 0.205
SETTLED_DAYS, UNSETTLED_DAYS = 4600, 150
"""Periods of care in which no home lasts, and the mean days of a home in the others and
in those. Of children in care for two and a half years 68% have been two of them in one
home; one in ten of all had three homes in the year (London, 31 March 2025)."""

INDEPENDENT_UNTIL = date(2023, 10, 28)
"""No child under 18 may be placed in independent living (P2) from then on."""

BEYOND_LONDON = (
    ("Kent", "ME14 1"),
    ("Kent", "DA11 7"),
    ("Essex", "CM1 1"),
    ("Essex", "CO1 1"),
    ("Hertfordshire", "SG1 1"),
    ("Surrey", "GU1 1"),
    ("Thurrock", "RM17 5"),
    ("Luton", "LU1 2"),
    ("Birmingham", "B1 1"),
)

PROVIDERS = {
    "P1": {"PR0": 1},
    "U1": {"PR1": 1},
    "U3": {"PR1": 1},
    "U4": {"PR1": 39, "PR4": 56, "PR5": 7.2},
    "U5": {"PR1": 60, "PR2": 40},
    "U6": {"PR1": 39, "PR4": 56, "PR5": 7.2},
    "A6": {"PR1": 60, "PR2": 40},
    "K2": {"PR1": 15, "PR4": 80, "PR5": 5},
    "K3": {"PR1": 10, "PR4": 85, "PR5": 5},
    "R1": {"PR4": 1},
    "R3": {"PR4": 1},
    "Z1": {"": 1},
    "R5": {"PR3": 1},
    "P2": {"PR4": 1},
    **{code: {"": 1} for code in ("T0", "T1", "T2", "T3", "T4")},
}
"""Placement type to weights of who provides it."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a child lives from `start` until the next one's, or the end of care."""

    start: date
    type: str
    """DfE code, such as U6."""
    provider: str
    """DfE code, such as PR1."""
    postcode: str
    """Of a real sector; its last two letters are drawn at random."""
    urn: str | None
    """Of a children's home."""
    local_authority: str
    is_inside_borough: bool
    is_same_carer: bool = False
    """The carer of the placement before, now something else to the child."""
    is_back: bool = False
    """The home before a stay away."""

    @property
    def is_temporary(self) -> bool:
        """A stay away, such as in hospital: never a new placement."""
        return self.type.startswith("T")

    @property
    def is_move(self) -> bool:
        """Whether the child has a new home from here on."""
        return not (self.is_temporary or self.is_same_carer or self.is_back)


def draw_placements(
    rng: Random,
    borough: Borough,
    child: Person,
    span: tuple[date, date],
    legal_statuses: tuple[tuple[date, str], ...],
    adoption: Adoption | None,
) -> Iterator[Placement]:
    """The placements of a period of care, `span`, in order."""
    started, ended = span
    if adoption and adoption.is_fostering_to_adopt:
        fostered = draw_placement(rng, borough, started, "U5")
        yield fostered
        # Same family, same house: only what they are to the child changes.
        yield replace(fostered, start=adoption.placed, type="A5", is_same_carer=True)
        return
    placed = adoption.placed if adoption else None
    start, is_first = started, True
    is_settled = rng.random() >= UNSETTLED_SHARE
    mean_days = SETTLED_DAYS if is_settled else UNSETTLED_DAYS
    while start < (placed or ended):
        status = [status for day, status in legal_statuses if day <= start][-1]
        kind = _draw_type(rng, child, (start - started).days, start, status)
        yield draw_placement(rng, borough, start, kind)
        # One in thirteen first homes is found in haste and last days or weeks.
        if is_first and rng.random() < 0.064:
            start = days_after(rng, start, 3, 40)
        else:
            began, start = (
                start,
                start + timedelta(days=30 + int(rng.expovariate(1 / mean_days))),
            )
            if kind == "P2" and began < INDEPENDENT_UNTIL:
                start = min(start, INDEPENDENT_UNTIL)
        is_first = False
    if placed:
        yield draw_placement(rng, borough, placed, "A6")


def _draw_type(
    rng: Random, child: Person, days_in_care: int, start: date, status: str
) -> str:
    if status == "J1":
        return "R5"
    weights = {"U6": 50, "U3": 14, "R1": 1, "Z1": 3}
    if days_in_care > 180:
        weights |= {"U4": 30, "U1": 10}
    if status == "C2":
        weights |= {"P1": 48}
    if start < birthday(child.born, 1):
        weights |= {"R3": 8}
    if start >= birthday(child.born, 10):
        weights |= {"K2": 24.3}
    if start >= birthday(child.born, 16):
        weights |= {"K3": 168}
        if start < INDEPENDENT_UNTIL:
            weights |= {"P2": 6}
    return one_of(rng, weights)


def draw_placement(rng: Random, borough: Borough, start: date, kind: str) -> Placement:
    """A place of the kind, in the borough or away, from `start` on."""
    chance = rng.random()
    if chance < INSIDE_LONDON_SHARE:
        home = borough
        if chance >= INSIDE_BOROUGH_SHARE:
            home = rng.choice([b for b in boroughs().values() if b != borough])
        authority, sector = home.name, rng.choice(home.sectors)
    else:
        authority, sector = rng.choice(BEYOND_LONDON)
    return Placement(
        start,
        kind,
        one_of(rng, PROVIDERS[kind]),
        draw_postcode(rng, sector),
        f"SC9{rng.randint(0, 99_999):05}" if kind == "K2" else None,
        authority,
        chance < INSIDE_BOROUGH_SHARE,
    )
