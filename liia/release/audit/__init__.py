"""The audit of a release: it attacks the published files as their readers could.

It reads what is published and the relations that are declared, and nothing else but, for
each borough, the counts that its own Director holds. Its verdict lets a release be
written or stops it; its certificate is a part of the release.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from liia.release.audit.attack import Undecided, attack
from liia.release.audit.contents import (
    COUNTS,
    RATIOS,
    other_figures,
    table_csv,
    unknown_contents,
)
from liia.release.audit.derived import wrong_ratios
from liia.release.audit.figures import Cell, Declared, read_counts, rounded_knowledge
from liia.release.audit.insider import insider_knowledge
from liia.release.audit.knowledge import Contradiction, Knowledge, Ranges
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
    declared: Declared,
    own_figures: Mapping[str, Mapping[str, Mapping[Cell, int]]],
    closed: Mapping[str, dict] | None = None,
) -> Verdict:
    """Attack the release in `folder`.

    `own_figures` has, by period and borough, the true counts that its Director holds.
    `closed` has, by period that may change no more, its certificate in the release
    before: its figures must be the very same, and are then not attacked again.
    """
    began, verdict, periods = time.monotonic(), Verdict(), {}
    verdict.faults += scan(folder) + unknown_contents(folder)
    tables = {name: table_csv(folder, name) for name in (COUNTS, RATIOS)}
    # What is not known is not attacked either: the faults above stop the release.
    try:
        counts = read_counts(tables[COUNTS]) if verdict.has_passed else {}
    except ValueError:
        verdict.faults.append("a count is not told as a number")
        counts = {}
    for period, published in sorted(counts.items()):
        digest = _digest(published)
        before = (closed or {}).get(period)
        if before and before["figures_sha256"] != digest:
            verdict.faults.append(f"{period} is closed, and its figures changed")
        elif before:
            periods[period] = {**before, "attacked": "before: closed, and unchanged"}
            continue
        said = _audit_period(period, published, declared, own_figures, verdict)
        periods[period] = {"figures_sha256": digest, **said}
    ratios = 0
    if counts:
        ratios, wrong = wrong_ratios(tables[RATIOS], counts, declared)
        verdict.faults += wrong[:5] + other_figures(folder)
    elif verdict.has_passed:
        verdict.faults.append("there is no count to attack")
    verdict.seconds = round(time.monotonic() - began, 1)
    verdict.certificate = {
        "verdict": "passed" if verdict.has_passed else "failed",
        "rule": "Of no count may a reader learn more than that it is one of five values.",
        "readers": "anyone, and each Director who holds the counts of one borough",
        "ratios_recomputed": ratios,
        "periods": periods,
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


def _audit_period(period, published, declared, own_figures, verdict) -> dict:
    off_base = sum(figure % 5 != 0 for figure in published.values())
    if off_base:
        verdict.faults.append(f"{period}: {off_base} figures are no multiples of 5")
    directors = sorted(own_figures.get(period, {}).items())
    areas = {key[1] for key in published if key[1] in declared.inner_outer}
    if areas != {area for area, _ in directors}:
        verdict.faults.append(
            f"{period}: what each Director holds is not known, so it was not tried"
        )
    said = {
        "attacked": "now",
        "figures": len(published),
        "counts": 0,
        "insiders": len(directors),
        "ranges": 0,
        "ranges_shown_by_counts_that_fit": 0,
        "recovered": 0,
        "narrowed": 0,
        "certain_groups": 0,
        "fewest_values_left": None,
    }
    for together in declared.joined_measures({key[0] for key in published}):
        part = {key: n for key, n in published.items() if key[0] in together}
        rounded = rounded_knowledge(part, declared)
        verdict.faults += sorted(set(rounded.faults))[:5]
        said["counts"] += len(rounded.cells)
        name = f"{period}, {' and '.join(sorted(together))}"
        _add(
            said,
            rounded.cells,
            judge(rounded.knowledge, f"{name}, any reader", verdict),
        )
        for borough, own in directors:
            who = f"{name}, the Director of {borough}"
            held = {cell: n for cell, n in own.items() if cell[0] in together}
            ranges = _judge_insider(rounded, held, who, verdict)
            _add(said, rounded.cells, ranges)
    if said["certain_groups"]:
        verdict.faults.append(f"{period}: a whole group is known to have had a step")
    return said


def _add(said: dict, cells: list[Cell], ranges: Ranges | None) -> None:
    """What one reader learnt, into what is said of the period."""
    if ranges is None or not (ranges.told > 0).any():
        return
    said["ranges"] += int((ranges.told > 0).sum())
    said["ranges_shown_by_counts_that_fit"] += ranges.by_tables_that_fit
    said["recovered"] += int(ranges.recovered.sum())
    said["narrowed"] += int(ranges.narrowed.sum())
    said["certain_groups"] += _groups(cells, ranges)
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


def _groups(cells: list[Cell], ranges: Ranges) -> int:
    place = {cell: number for number, cell in enumerate(cells)}
    pairs = [
        (number, place[(*cell[:3], "children_with")])
        for cell, number in place.items()
        if cell[3] == "children_without" and (*cell[:3], "children_with") in place
    ]
    without, with_step = (
        np.array(side, dtype=int) for side in zip(*pairs, strict=True)
    )
    return certain_groups(ranges, without, with_step)


def _digest(published: Mapping) -> str:
    said = json.dumps(sorted([*key, value] for key, value in published.items()))
    return hashlib.sha256(said.encode()).hexdigest()
