"""What the return on looked-after children can see: one borough, one year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from liia.synthetic.care.periods import Care
from liia.synthetic.days import months_before
from liia.synthetic.journeys.history import History
from liia.synthetic.people.children import Person

Row = tuple[object, ...]
"""Cells in the order of the file's headings; None is an empty one."""


@dataclass(frozen=True)
class Return:
    """One borough's return for the year that ends on `year_end`."""

    history: History
    year_end: date

    @property
    def year_start(self) -> date:
        return months_before(self.year_end, 12) + timedelta(days=1)

    def known(self, day: date | None) -> date | None:
        """The day, unless it is still to come."""
        return day if day and day <= self.year_end else None

    def touches(self, start: date, end: date) -> bool:
        """Whether `[start, end)` was open in the year, or ended on its first day."""
        return start <= self.year_end and end >= self.year_start

    def accommodated(self) -> Iterator[tuple[Person, list[Care]]]:
        """Each child in care or on short breaks in the year, with those of the year."""
        for journey in self.history.journeys:
            periods = [
                care
                for care in journey.all_care()
                if self.touches(care.started, care.ended)
            ]
            if periods:
                yield journey.child, periods

    def in_care(self) -> Iterator[tuple[Person, list[Care]]]:
        """Each child looked after in the year, with their periods of care in it."""
        for child, periods in self.accommodated():
            care = [period for period in periods if not period.is_short_break]
            if care:
                yield child, care
