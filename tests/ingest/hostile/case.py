"""A hostile or broken file: how it is made, and what the door must make of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.boroughs import find_borough
from ingest.door import Verdict

TODAY = date(2026, 4, 15)
BOROUGH = find_borough("ISL")

REFUSE, FINDINGS, ACCEPT = "refuse", "findings", "accept"
"""Nothing lands; the rest lands and the borough is told; all is well."""
_NOT_THE_FILES = ("no_sidecar", "period_from_dates", "missing_column")
"""Findings that say nothing of the fault: the tests' files have no sidecar."""


@dataclass(frozen=True)
class Case:
    """One file."""

    name: str
    outcome: str
    make: Callable[[Path], Path | list[Path]]
    """Writes it into a folder."""


def outcome_of(verdict: Verdict) -> str:
    if verdict.is_refused:
        return REFUSE
    told = [f for f in verdict.findings if f.rule_id not in _NOT_THE_FILES]
    return FINDINGS if told else ACCEPT
