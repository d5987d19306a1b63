"""What the door has to say of a file: a rule, a place and a class of value; no value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ingest import identifiers
from ingest.dates import read_date, read_month
from ingest.project import read_seed

LARGEST_CELL = 32_767
"""Characters a spreadsheet allows in a cell; patterns look at no more."""


@dataclass(frozen=True)
class Rule:
    """One row of `seeds/governance/door_rules.csv`."""

    rule_id: str
    severity: str
    """refuse (the whole file), reject_row, or warn."""
    sentence: str
    how_to_fix: str
    dfe_rule: str
    """The rule of DfE's own validation that says the same, where there is one."""


@dataclass(frozen=True)
class Finding:
    """A rule broken at a place."""

    rule_id: str
    file: str
    sheet: str | None = None
    column: str | None = None
    rows: tuple[int, ...] = ()
    """Every row at fault, as the spreadsheet numbers them; empty for a whole column."""
    value_class: str | None = None

    @property
    def rule(self) -> Rule:
        return rules()[self.rule_id]


@cache
def rules() -> dict[str, Rule]:
    """Every rule of the door by its id."""
    return {row["rule_id"]: Rule(**row) for row in read_seed("governance/door_rules")}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Refusals before rejected rows before warnings, otherwise in file order."""
    order = ("refuse", "reject_row", "warn")
    return sorted(findings, key=lambda found: order.index(found.rule.severity))


def value_class(text: str | None) -> str:
    """What kind of thing `text` is, in a closed vocabulary that tells nothing more."""
    if text is None:
        return "blank"
    if len(text) > LARGEST_CELL:
        return "text"
    if name := identifiers.identifier_in(text):
        return name.replace("_", " ")
    if read_date(text):
        return "date"
    if read_month(text):
        return "month"
    if like := identifiers.LIKE_A_POSTCODE.fullmatch(text):
        return "full postcode" if like.group(3) else "postcode sector"
    if re.fullmatch(r"-?\d+", text):
        return "whole number"
    if re.fullmatch(r"-?\d*\.\d+", text):
        return "decimal"
    return "text"
