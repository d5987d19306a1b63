"""Those who came to notice and were not referred: contacts, and early help.

The privacy notice names neither list; they are here because workbooks hold them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.draws import arrivals, days_after, one_of
from liia.synthetic.people.children import Person, draw_birth, draw_person, local_ids
from liia.synthetic.rates import SOURCES

CONTACTS_PER_REFERRED_CHILD = 0.02
EARLY_HELP_PER_REFERRED_CHILD = 0.015
"""A few dozen rows a list. Real boroughs have many more contacts than referrals."""

ORGANISATIONS = ("Made-up Primary School", "Made-up Family Hub", "Made-up Nursery")


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
