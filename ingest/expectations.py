"""What is expected of the cells of every field, by its declared type: one table of rules.

Two engines hold it against what is about to land. At the borough `judge_lightly` does,
which needs nothing installed; at LIIA Great Expectations (ingest/acceptance.py). A rule
stands here once, and its words in `seeds/governance/door_rules.csv`.

What flows is not cells but `Reading`s: each different text of a column once, as it was
read, with how many rows hold it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ingest.layout import Column
from ingest.project import read_seed

UNREADABLE = "(unreadable)"
"""What a cell is read as, and lands as, that is not what its field is."""


@dataclass(frozen=True)
class Reading:
    """One different text of a column, as it was read; never the text itself."""

    column: Column
    as_read: str | None
    """YYYY-MM-DD for a date, set:code for a code; None for blank cells."""
    count: int
    """Rows that hold it."""
    value_class: str = ""
    """Of what could not be read, such as text."""
    rows: tuple[int, ...] = ()
    """Of what could not be read, or should not be blank."""


@dataclass(frozen=True)
class Expectation:
    """A rule for the cells of some types of field."""

    rule_id: str
    types: tuple[str, ...]
    form: str | None = None
    """A pattern that each reading must match, whole; where None, it must be a code, or,
    for `blank_cell`, be there."""

    @property
    def pattern(self) -> str:
        return self.form or any_code()

    def expects(self, reading: Reading) -> bool:
        """Whether the rule has anything to say of a reading."""
        if self.rule_id == "blank_cell":
            return reading.column.is_always_filled
        return reading.column.type in self.types and reading.as_read is not None

    def holds(self, as_read: str | None) -> bool:
        """Whether a reading is as expected."""
        if self.rule_id == "blank_cell" or as_read is None:
            return as_read is not None
        return re.fullmatch(self.pattern, as_read) is not None


EXPECTATIONS = (
    Expectation("blank_cell", ()),
    Expectation("unreadable_birth", ("month",), "[0-9]{4}-[0-9]{2}-01"),
    Expectation("unreadable_sector", ("sector",), "[A-Z]{1,2}[0-9][0-9A-Z]? [0-9]"),
    Expectation("unreadable_date", ("date",), "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    Expectation("unreadable_number", ("integer",), "[0-9]{1,4}(?:[.]0*)?"),
    Expectation("unreadable_code", ("code", "codes")),
)

Miss = tuple[Expectation, int]
Judge = Callable[[list[Reading]], Iterable[Miss]]
"""Takes the readings of a submission; yields which, by its place, is not as expected."""


@cache
def any_code() -> str:
    """A pattern of every code as set:code; `codes` fields hold short codes of no list of
    ours. (As a set of values Great Expectations would copy them a hundred times a run.)
    """
    listed = {f"{row['code_set']}:{row['code']}" for row in read_seed("codes/codes")}
    by_variant = {
        f"{row['code_set']}:{row['code']}" for row in read_seed("codes/value_variants")
    }
    return "|".join(map(re.escape, sorted(listed | by_variant | {"codes:"})))


def judge_lightly(readings: list[Reading]) -> Iterator[Miss]:
    """The expectations by our own hand, for machines without Great Expectations."""
    for expectation in EXPECTATIONS:
        for place, reading in enumerate(readings):
            if expectation.expects(reading) and not expectation.holds(reading.as_read):
                yield expectation, place
