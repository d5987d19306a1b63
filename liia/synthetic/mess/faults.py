"""The levels of mess, and the record of what was spoilt."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from random import Random
from typing import NamedTuple


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
        "ethnicity blank": 0.05,
    },
}
"""Level to faults of single rows and the share of rows that have each."""


class Fault(NamedTuple):
    """One thing that was spoilt."""

    borough_code: str
    file: str
    part: str
    """List, csv file or module; empty for a whole file."""
    fault: str
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

    def rng(self, purpose: str) -> Random:
        """Chance of its own for each purpose, so that none moves another."""
        return Random(f"{self.seed}/{self.borough_code}/mess/{self.level}/{purpose}")

    def draw(self, rng: Random) -> str | None:
        """The fault of one row; None for most."""
        chance = rng.random()
        for fault, share in SHARES[self.level].items():
            chance -= share
            if chance < 0:
                return fault
        return None

    def note(
        self,
        file: str,
        part: str,
        fault: str,
        was: object = "",
        became: object = "",
        event: str | None = None,
        local_id: int | None = None,
    ) -> None:
        """Remember a fault."""
        self.faults.append(
            Fault(
                self.borough_code,
                file,
                part,
                fault,
                event,
                local_id,
                _text(was),
                _text(became),
            )
        )


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
