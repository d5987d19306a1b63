"""A borough's case system on one day: what is on a list then, and what is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from liia.synthetic.annex_a import cells
from liia.synthetic.days import DAYS_IN_YEAR, months_before
from liia.synthetic.journeys.history import History
from liia.synthetic.journeys.journey import Journey
from liia.synthetic.journeys.referrals import Referral
from liia.synthetic.people.children import Person

Cell = str | int | float | date | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Extract:
    """A borough's case system, asked on one day."""

    history: History
    on: date

    @cached_property
    def since(self) -> date:
        """The window is the six months after this day, up to the day of the extract."""
        return months_before(self.on, 6)

    @cached_property
    def a_year_ago(self) -> date:
        return months_before(self.on, 12)

    def is_in_window(self, day: date) -> bool:
        return self.since < day <= self.on

    def is_open_or_just_ended(self, start: date, end: date) -> bool:
        """Whether an episode `[start, end)` is open, or ended inside the window."""
        return start <= self.on and end > self.since

    def is_open(self, start: date, end: date) -> bool:
        return start <= self.on < end

    def known(self, day: date | None) -> date | None:
        """The day, unless it is still to come."""
        return day if day and day <= self.on else None

    def latest(self, days: tuple[date, ...]) -> date | None:
        return max(filter(self.known, days), default=None)

    def incidentals(self, list_number: int) -> Random:
        """Chance for what no journey tells, such as the last visit."""
        seed, code = self.history.seed, self.history.borough.code
        return Random(f"{seed}/{code}/{self.on}/list {list_number}")

    def lately(self, rng: Random, start: date, end: date, within_days: int) -> date:
        """A day in the last `within_days` of what began on `start`, up to now."""
        last = min(self.on, end - timedelta(days=1))
        return max(start, last - timedelta(days=rng.randint(0, within_days)))

    def person(self, person: Person) -> Row:
        """Gender, ethnicity, date of birth and age, as most lists begin."""
        is_born = person.born <= self.on
        return (
            cells.GENDER[person.sex if is_born else "unborn"],
            cells.ETHNICITY[person.ethnicity],
            person.born,
            (self.on - person.born).days / DAYS_IN_YEAR if is_born else None,
        )

    def child(self, child: Person) -> Row:
        return (child.local_id, *self.person(child))

    def referrals(self) -> Iterator[tuple[Journey, Referral]]:
        """Every referral up to now, with the journey that it is part of."""
        for journey in self.history.journeys:
            for referral in journey.referrals:
                if referral.on <= self.on:
                    yield journey, referral
