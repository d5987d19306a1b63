"""The levels of mess, and the record of what was spoilt."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from random import Random
from typing import NamedTuple
from zlib import crc32


class Level(StrEnum):
    """How messy the returns are."""

    none = "none"
    usual = "usual"
    severe = "severe"


SHARES = {
    Level.none: {},
    Level.usual: {
        "row repeated": 0.002,
        "row left out": 0.002,
        "child under another id": 0.0005,
        "start misdated": 0.002,
        "date unreadable": 0.001,
        "ethnicity blank": 0.01,
    },
    Level.severe: {
        "row repeated": 0.01,
        "row left out": 0.01,
        "child under another id": 0.003,
        "start misdated": 0.01,
        "date unreadable": 0.005,
        "row too long": 0.002,
        "row too short": 0.002,
        "ethnicity blank": 0.05,
    },
}
"""Level to faults of single rows and the share of rows that have each."""

CHANGES_OF_MIND = {
    Level.none: {},
    Level.usual: {"deleted later": 0.002, "start restated": 0.002},
    Level.severe: {"deleted later": 0.01, "start restated": 0.01},
}
"""Level to what differs between two files that tell of one event, and the share of
events: gone from every file after the first, or first told with another day."""


class Fault(NamedTuple):
    """One thing that was spoilt."""

    borough_code: str
    return_name: str
    """annex_a, cin_census or ssda903; empty for all."""
    file: str
    part: str
    """List, csv file or module; empty for a whole file."""
    row: int | None
    """As a spreadsheet counts, from 1; of a census, the child. None for more than one."""
    column: str | None
    """Heading as on the form, where one cell or column is at fault."""
    fault: str
    count: int
    """Rows, children or columns at fault."""
    event: str | None
    """Event as in the truth that the row tells of, such as s47; or cin_episode."""
    local_id: int | None
    was: str
    """Day, heading or style before; days as YYYY-MM-DD."""
    became: str


@dataclass
class Mess:
    """What one borough spoils, and what it has spoilt so far."""

    level: Level
    seed: int
    borough_code: str
    faults: list[Fault] = field(default_factory=list)
    told: set[tuple] = field(default_factory=set)
    """Events of which the borough will change its mind, once a file has told of them."""

    def rng(self, purpose: str) -> Random:
        """Chance of its own for each purpose, so that none moves another."""
        return Random(f"{self.seed}/{self.borough_code}/mess/{self.level}/{purpose}")

    def draw(self, rng: Random) -> str | None:
        """The fault of one row; None for most."""
        return _pick(SHARES[self.level], rng.random())

    def change_of_mind(
        self, return_name: str, event: str, local_id: int, day: date
    ) -> str | None:
        """What the borough changes about an event in this file, the next that tells of it.

        Files have to be written in the order in which they are sent.
        """
        told = (return_name, event, local_id, day)
        # Chance that belongs to the event, whichever file and row tells of it.
        chance = crc32(f"{self.seed}/{self.borough_code}/{told}".encode()) / 2**32
        change = _pick(CHANGES_OF_MIND[self.level], chance)
        if change is None:
            return None
        is_first = told not in self.told
        self.told.add(told)
        return change if is_first == (change == "start restated") else None

    def note(
        self,
        file: str,
        part: str,
        fault: str,
        was: object = "",
        became: object = "",
        event: str | None = None,
        local_id: int | None = None,
        row: int | None = None,
        column: str | None = None,
        count: int = 1,
    ) -> None:
        """Remember a fault."""
        self.faults.append(
            Fault(
                self.borough_code,
                return_of(file),
                file,
                part,
                row,
                column,
                fault,
                count,
                event,
                local_id,
                _text(was),
                _text(became),
            )
        )


def return_of(file: str) -> str:
    """The return that a file is named for."""
    names = {"Annex": "annex_a", "CIN": "cin_census", "SSDA903": "ssda903"}
    return names.get(file.split("_")[0], "")


def _pick(shares: dict[str, float], chance: float) -> str | None:
    for name, share in shares.items():
        chance -= share
        if chance < 0:
            return name
    return None


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
