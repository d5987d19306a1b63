"""What stands out, computed: candidates from every table, ranked by their evidence.

With hundreds of comparisons some stand out by chance, so a finding must be one of those
that Benjamini and Hochberg's rule keeps at one in a hundred, after intervals have been
widened for brothers and sisters referred together (variance by one half).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from liia.release.report.tables import Row, Tables, number
from liia.release.report.wording import (
    REFERENCE,
    among,
    children,
    interval,
    ratio,
    step_of,
    year,
)

FALSE_FINDINGS = 0.01
SIBLINGS = 1.5
MOST = 5


@dataclass(frozen=True)
class Finding:
    """A sentence, where its figure stands on the page, and how sure it is."""

    words: str
    anchor: str
    p_value: float
    subject: str
    """What it is about: of several on one subject the surest is told."""


def findings(tables: Tables) -> list[Finding]:
    """At most five, the surest first; empty when nothing stands out."""
    candidates = sorted(_candidates(tables), key=lambda one: one.p_value)
    kept = 0
    for rank, one in enumerate(candidates, start=1):
        if one.p_value <= FALSE_FINDINGS * rank / len(candidates):
            kept = rank
    told: dict[str, Finding] = {}
    for one in candidates[:kept]:
        told.setdefault(one.subject, one)
    return list(told.values())[:MOST]


def stands_out(row: Row) -> str:
    """`above`, `below` or `neither`, once the interval is widened for siblings."""
    z = _z(row)
    if z is None or abs(z) < 1.96:
        return "neither"
    return "above" if z > 0 else "below"


def _candidates(tables: Tables) -> Iterator[Finding]:
    rows = [r for r in tables.of("equality_odds_ratios") if is_london(r)]
    latest = max((row["time_period"] for row in rows), default="")
    for row in rows:
        z = _z(row)
        is_asked = row["reference_group"] == REFERENCE and row["time_period"] == latest
        if z is None or not is_asked:
            continue
        value, low, high = (number(row[k]) for k in ("odds_ratio", "ci_low", "ci_high"))
        more = "higher" if z > 0 else "lower"
        yield Finding(
            f"{children(row['ethnic_group'])} had {more} odds of "
            f"{step_of(row['measure'])} than all other {among(row['measure'])} in "
            f"London in {year(latest)}: odds ratio {ratio(value)} "
            f"{interval(low, high)}.",
            row["measure"],
            math.erfc(abs(z) / math.sqrt(2)),
            f"{row['measure']}|{row['ethnic_group']}",
        )


def is_london(row: Row) -> bool:
    """Whether a row speaks of all London."""
    return row["geographic_level"] == "Regional"


def _z(row: Row) -> float | None:
    value, low, high = (number(row[k]) for k in ("odds_ratio", "ci_low", "ci_high"))
    if not value or not low or not high:
        return None
    error = math.log(high / low) / (2 * 1.96) * math.sqrt(SIBLINGS)
    return math.log(value) / error if error else None
