"""Who a made-up child is, before anything happens to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.days import DAYS_IN_YEAR, birthday
from liia.synthetic.draws import days_after, one_of
from liia.synthetic.planted.ratios import GROUP_OF, GROUPS
from liia.synthetic.rates import DISABLED_SHARE, NOT_KNOWN_SHARE, UNBORN_SHARE

WORKERS = [
    f"{first} {last}"
    for first in ("Ada", "Bob", "Cleo", "Dev", "Efua", "Finn")
    for last in ("Placeholder", "Madeup", "Specimen", "Notreal")
]
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""The letters that end a postcode."""
TEAMS = [f"Made-up Team {number}" for number in range(1, 7)]

OLDEST_AT_REFERRAL_YEARS = 17.75
"""Leaves room for a Section 47 and a conference before the eighteenth birthday."""

AGE_WEIGHTS = (8, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 7, 7, 7, 6, 3)
"""Of children referred, by age in years: infants and teenagers a little more."""


@dataclass(frozen=True, slots=True)
class Person:
    """A child, a young person or an adopter."""

    local_id: int
    """The borough's own number; other boroughs use the same numbers for others."""
    sex: str
    """M or F."""
    ethnicity: str
    """DfE code, such as WBRI."""
    born: date
    """For an unborn child, the expected day."""
    disability: str
    """yes, no or unknown."""
    team: str
    worker: str
    home_postcode: str
    """Of a real sector; its last two letters are drawn at random."""

    @property
    def group(self) -> str:
        """Ethnic group, such as White British."""
        return GROUP_OF[self.ethnicity]

    @property
    def upn(self) -> str:
        """Pupil number: thirteen characters, nobody's."""
        return f"A{self.local_id:012}"

    @property
    def turns_18(self) -> date:
        return birthday(self.born, 18)


def local_ids(rng: Random, first: int) -> Iterator[int]:
    """Numbers in rising order with gaps, as a case system hands them out."""
    number = first
    while True:
        number += rng.randint(1, 40)
        yield number


def draw_person(rng: Random, borough: Borough, local_id: int, born: date) -> Person:
    """Somebody of the borough, born on `born`."""
    if rng.random() < NOT_KNOWN_SHARE:
        group = "Not known"
    else:
        group = one_of(rng, borough.ethnic_mix)
    ethnicity = one_of(rng, GROUPS[group])
    chance = rng.random()
    return Person(
        local_id,
        rng.choice("MF"),
        ethnicity,
        born,
        "yes" if chance < DISABLED_SHARE else "unknown" if chance > 0.97 else "no",
        rng.choice(TEAMS),
        rng.choice(WORKERS),
        draw_postcode(rng, rng.choice(borough.sectors)),
    )


def draw_postcode(rng: Random, sector: str) -> str:
    """A postcode that may or may not exist in a sector that does."""
    return sector + rng.choice(UNIT_LETTERS) + rng.choice(UNIT_LETTERS)


def draw_birth(rng: Random, on: date) -> date:
    """The birth of a child who comes to notice on `on`: up to 17, sometimes not yet."""
    if rng.random() < UNBORN_SHARE:
        return days_after(rng, on, 14, 150)
    (years,) = rng.choices(range(18), AGE_WEIGHTS)
    age_years = min(years + rng.random(), OLDEST_AT_REFERRAL_YEARS)
    return on - timedelta(days=int(age_years * DAYS_IN_YEAR))
