"""The audit of a release: it attacks the published files as their readers could.

It reads what is published, the relations that are declared and public facts, and nothing
else but, for each borough, the counts that its own Director holds. Its verdict lets a
release be written or stops it; its certificate is a part of the release.
"""

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from liia.release.audit.attack import Undecided, attack
from liia.release.audit.contents import NOT_TRIED, unknown_contents
from liia.release.audit.figures import (
    Declared,
    Figures,
    Rounded,
    read_figures,
    rounded_knowledge,
)
from liia.release.audit.formats import other_figures
from liia.release.audit.insider import insider_knowledge
from liia.release.audit.knowledge import Contradiction, Knowledge, Ranges
from liia.release.audit.recompute import Facts, public_days, recomputed
from liia.release.audit.scan import scan

CAPS = (4, 6, 9, 14)
"""How near promised totals are said to be: the nearest that contradicts nothing."""


@dataclass
class Verdict:
    """What the audit found; `certificate` is what a release says of it."""

    faults: list[str] = field(default_factory=list)
    certificate: dict = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def has_passed(self) -> bool:
        """Whether the release may be written."""
        return not self.faults


def audit(
    folder: Path,
    period_end: str,
    declared: Declared,
    facts: Facts,
    own_figures: Callable[[str], Figures],
    closed: Mapping[str, dict] | None = None,
) -> Verdict:
    """Attack the release in `folder`, which tells of the time to `period_end`.

    `own_figures` gives, for a period, the true counts: to each Director their own.
    `closed` has, by period that may change no more, its certificate in the release
    before: its figures must be the very same, and are then not attacked again.
    """
    began, verdict, periods = time.monotonic(), Verdict(), {}
    verdict.faults += scan(
        folder, public_days(facts) | {period_end}
    ) + unknown_contents(folder)
    # What is not known is not attacked either: the faults above stop the release.
    try:
        figures = read_figures(folder) if verdict.has_passed else {}
    except ValueError:
        verdict.faults.append("a count is told twice, or not as a number")
        figures = {}
    again = {}
    if figures:
        again, wrong = recomputed(folder, facts)
        verdict.faults += wrong[:5] + other_figures(folder, facts.tables)[:5]
    elif verdict.has_passed:
        verdict.faults.append("there is no count to attack")
    for period, published in sorted(figures.items()):
        digest = _digest(published)
        before = (closed or {}).get(period)
        if before and before["figures_sha256"] != digest:
            verdict.faults.append(f"{period} is closed, and its figures changed")
        elif before:
            periods[period] = {**before, "attacked": "before: closed, and unchanged"}
            continue
        said = _audit_period(period, published, declared, own_figures(period), verdict)
        periods[period] = {"figures_sha256": digest, **said}
    verdict.seconds = round(time.monotonic() - began, 1)
    verdict.certificate = {
        "verdict": "passed" if verdict.has_passed else "failed",
        "rule": "Of no count may a reader learn more than that it is one of five values.",
        "readers": "anyone, and each Director who holds the counts of one borough",
        "rows_computed_again_from_published_counts": again,
        "periods": periods,
        "not_tried": list(NOT_TRIED),
        "seconds": verdict.seconds,
        "faults": verdict.faults,
    }
    return verdict


def judge(known: Knowledge, who: str, verdict: Verdict) -> Ranges | None:
    """Attack with what a reader knows; a breach, or no proven answer, is a fault."""
    try:
        ranges = attack(known)
    except Contradiction:
        verdict.faults.append(f"{who}: the figures contradict what is said of them")
        return None
    except Undecided:
        verdict.faults.append(f"{who}: a solver gave no proven answer")
        return None
    for what, which in {
        "recovered": ranges.recovered,
        "narrowed": ranges.narrowed,
    }.items():
        if which.any():
            verdict.faults.append(f"{who}: {int(which.sum())} counts {what}")
    return ranges


def certain_groups(ranges: Ranges, without: np.ndarray, with_step: np.ndarray) -> int:
    """Groups of which a reader knows that every child had the step.

    `without` and `with_step` are the places of a group's two counts.
    """
    untold = ranges.told[without] > 0
    nobody_without = (ranges.high[without] == 0) & untold
    return int((nobody_without & (ranges.low[with_step] > 0)).sum())


def _audit_period(period, published, declared, own, verdict) -> dict:
    off_base = sum(figure % 5 != 0 or figure < 0 for figure in published.values())
    if off_base:
        verdict.faults.append(f"{period}: {off_base} figures are no multiples of 5")
    unknown = published.keys() ^ own.keys()
    if unknown:
        verdict.faults.append(
            f"{period}: {len(unknown)} counts are published and not held, or held and "
            "not published, so what a Director learns was not tried"
        )
    areas = sorted({cell[2] for cell in published})
    said = {
        "attacked": "now",
        "counts": len(published),
        "insiders": len(areas),
        "ranges": 0,
        "ranges_shown_by_counts_that_fit": 0,
        "recovered": 0,
        "narrowed": 0,
        "certain_groups": 0,
        "fewest_values_left": None,
    }
    by_part, own_by_area = defaultdict(list), defaultdict(dict)
    for cell in published:
        by_part[cell[:2]].append(cell)
    for cell, count in own.items():
        own_by_area[cell[:3]][cell] = count
    for together in declared.joined(by_part.keys()):
        part = {cell: published[cell] for one in together for cell in by_part[one]}
        rounded = rounded_knowledge(part, declared)
        name = f"{period}, {' and '.join(sorted({measure for _, measure in together}))}"
        ranges = judge(rounded.knowledge, f"{name}, any reader", verdict)
        _add(said, rounded, ranges)
        for area in areas:
            held = {}
            for one in together:
                held |= own_by_area[(*one, area)]
            if held:
                who = f"{name}, the Director of {area}"
                _add(said, rounded, _judge_insider(rounded, held, who, verdict))
    if said["certain_groups"]:
        verdict.faults.append(f"{period}: a whole group is known to have had a step")
    return said


def _add(said: dict, rounded: Rounded, ranges: Ranges | None) -> None:
    """What one reader learnt, into what is said of the period."""
    if ranges is None or not (ranges.told > 0).any():
        return
    said["ranges"] += int((ranges.told > 0).sum())
    said["ranges_shown_by_counts_that_fit"] += ranges.by_tables_that_fit
    said["recovered"] += int(ranges.recovered.sum())
    said["narrowed"] += int(ranges.narrowed.sum())
    said["certain_groups"] += certain_groups(ranges, *rounded.pairs)
    left = int(ranges.width[ranges.told > 0].min()) + 1
    said["fewest_values_left"] = min(said["fewest_values_left"] or left, left)


def _judge_insider(rounded, own, who, verdict) -> Ranges | None:
    """With promised totals as near as contradicts nothing: what a Director would try."""
    for cap in CAPS:
        tried = Verdict()
        ranges = judge(insider_knowledge(rounded.within(cap), own), who, tried)
        if ranges is not None or cap == CAPS[-1]:
            break
    verdict.faults += tried.faults
    return ranges


def _digest(published: Mapping) -> str:
    said = json.dumps(sorted([*key, value] for key, value in published.items()))
    return hashlib.sha256(said.encode()).hexdigest()
