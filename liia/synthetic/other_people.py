"""Those on lists 1, 2, 9 and 11 of Annex A, none of whom is on the others.

Contacts that went no further, early help, care leavers and adopters. The privacy notice
names none of them; they are here because the workbooks of boroughs hold them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.children import (
    WORKERS,
    Person,
    draw_birth,
    draw_person,
    local_ids,
)
from liia.synthetic.days import DAYS_IN_YEAR, months_before
from liia.synthetic.draws import arrivals, days_after, one_of
from liia.synthetic.parameters import SOURCES

CONTACTS_PER_REFERRED_CHILD = 0.02
EARLY_HELP_PER_REFERRED_CHILD = 0.015
CARE_LEAVERS_PER_REFERRED_CHILD = 0.0125
ADOPTERS_PER_REFERRED_CHILD = 0.006
"""A few dozen rows a list. Real boroughs have many more contacts than referrals."""

ORGANISATIONS = ("Made-up Primary School", "Made-up Family Hub", "Made-up Nursery")
ACTIVITIES = {
    "F1": 8,
    "F2": 25,
    "F4": 5,
    "F5": 20,
    "P2": 5,
    "G4": 10,
    "G5": 20,
    "G6": 7,
}
ACCOMMODATION = {"U": 40, "B": 12, "D": 18, "E": 6, "K": 6, "Z": 12, "X": 3, "V": 3}
"""DfE codes of care leavers to their weights."""

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
class Contact:
    """A contact that did not become a referral."""

    child: Person
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class EarlyHelp:
    """An early help assessment."""

    child: Person
    start: date
    completed: date
    organisation: str


@dataclass(frozen=True, slots=True)
class CareLeaver:
    """A young person who is entitled to support after care."""

    person: Person
    advisor: str
    is_unaccompanied: bool
    in_touch: str
    accommodation: str
    is_suitable: bool
    activity: str


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


def draw_contacts(
    seed: int, borough: Borough, since: date, until: date, children_per_year: float
) -> Iterator[Contact]:
    """Contacts from `since` to before `until`, in order."""
    rng = Random(f"{seed}/{borough.code}/contacts")
    ids = local_ids(rng, 5_000_000)
    per_year = children_per_year * CONTACTS_PER_REFERRED_CHILD
    for on in arrivals(rng, since, until, per_year):
        child = draw_person(rng, borough, next(ids), draw_birth(rng, on))
        yield Contact(child, on, one_of(rng, SOURCES))


def draw_early_help(
    seed: int, borough: Borough, since: date, until: date, children_per_year: float
) -> Iterator[EarlyHelp]:
    """Early help assessments started from `since` to before `until`, in order."""
    rng = Random(f"{seed}/{borough.code}/early help")
    ids = local_ids(rng, 6_000_000)
    per_year = children_per_year * EARLY_HELP_PER_REFERRED_CHILD
    for on in arrivals(rng, since, until, per_year):
        child = draw_person(rng, borough, next(ids), draw_birth(rng, on))
        completed = days_after(rng, on, 10, 60)
        yield EarlyHelp(child, on, completed, rng.choice(ORGANISATIONS))


def draw_care_leavers(
    seed: int, borough: Borough, since: date, children_per_year: float
) -> Iterator[CareLeaver]:
    """The young people aged 17 to 23 on `since` who have left care."""
    rng = Random(f"{seed}/{borough.code}/care leavers")
    ids = local_ids(rng, 700_000)
    for _ in range(round(children_per_year * CARE_LEAVERS_PER_REFERRED_CHILD)):
        born = since - timedelta(days=int(rng.uniform(17, 24) * DAYS_IN_YEAR))
        yield CareLeaver(
            draw_person(rng, borough, next(ids), born),
            rng.choice(WORKERS),
            rng.random() < 0.2,
            one_of(rng, {"YES": 90, "NO": 5, "REFU": 3, "NREQ": 2}),
            one_of(rng, ACCOMMODATION),
            rng.random() < 0.88,
            one_of(rng, ACTIVITIES),
        )


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
