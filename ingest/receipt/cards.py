"""What a receipt tells of each broken rule: where, what was found, how to mend it."""

from collections import defaultdict
from dataclasses import dataclass

from ingest.door import Verdict
from ingest.findings import Finding, Rule

_HEADINGS = {
    "refuse": "Must be mended before the file can be taken",
    "reject_row": "Rows that were not taken",
    "warn": "Worth knowing",
}
_PLACES_SHOWN = 12


@dataclass(frozen=True)
class Card:
    """One rule and everywhere it was broken."""

    rule: Rule
    places: list[str]
    found: str
    """The classes of what was found there; empty where a place says it all."""
    count: int
    """Rows at fault, or places where no row is named."""

    @property
    def count_words(self) -> str:
        return f"{self.count:,} {'place' if self.count == 1 else 'places'}"


def sections(verdict: Verdict) -> list[tuple[str, list[Card]]]:
    """Heading by heading, a card for each rule that was broken: worst first."""
    told = []
    for severity, heading in _HEADINGS.items():
        by_rule: dict[str, list[Finding]] = defaultdict(list)
        for found in verdict.findings:
            if found.rule.severity == severity:
                by_rule[found.rule_id].append(found)
        if by_rule:
            told.append((heading, [_card(found) for found in by_rule.values()]))
    return told


def _card(found: list[Finding]) -> Card:
    places = list(dict.fromkeys(_place(one) for one in found))
    if len(places) > _PLACES_SHOWN:
        more = f"{len(places) - _PLACES_SHOWN:,} more places (see the csv)"
        places = [*places[:_PLACES_SHOWN], more]
    classes = dict.fromkeys(one.value_class for one in found if one.value_class)
    count = sum(len(one.rows) or 1 for one in found)
    return Card(found[0].rule, places, ", ".join(classes), count)


def _place(found: Finding) -> str:
    parts = [part for part in (found.sheet or found.file, found.column) if part]
    if found.rows:
        words = _row_words(found.rows)
        # A census has no rows: its records are found by the line they start on.
        parts.append(words.replace("row", "line") if ".xml" in found.file else words)
    return ", ".join(parts)


def _row_words(rows: tuple[int, ...]) -> str:
    """Rows as a person reads them: 'rows 2 to 6 and 9', the first few runs only."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    words = [f"{a:,}" if a == b else f"{a:,} to {b:,}" for a, b in runs[:4]]
    more = f" and more, {len(rows):,} rows in all" if len(runs) > 4 else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {'; '.join(words)}{more}"
