"""What each reader of a publication learns: anyone, and the Director of each borough."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np

from liia.release.audit.attack import Undecided, attack
from liia.release.audit.figures import Declared, Figures, Rounded, rounded_knowledge
from liia.release.audit.insider import insider_knowledge
from liia.release.audit.knowledge import Contradiction, Knowledge, Ranges

CAPS = (4, 6, 9, 14)
"""How near promised totals are said to be: the nearest that contradicts nothing."""
FEW = 30_000
"""So many counts are attacked in this process; for more it is worth to start others."""


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


@dataclass(frozen=True)
class Part:
    """Counts of a period that relations join to each other, and to no others."""

    period: str
    published: Figures
    own: Mapping[str, Figures]
    """By borough, the true counts that its Director holds."""

    @property
    def name(self) -> str:
        measures = sorted({cell[1] for cell in self.published})
        return f"{self.period}, {' and '.join(measures)}"


def parts_of(
    period: str, published: Figures, own: Figures, declared: Declared
) -> Iterator[Part]:
    """The parts of a period."""
    by_part: dict = {}
    for cell in published:
        by_part.setdefault(cell[:2], []).append(cell)
    for together in declared.joined(by_part.keys()):
        cells = [cell for one in sorted(together) for cell in by_part[one]]
        held: dict[str, Figures] = {}
        for cell in cells:
            if cell in own:
                held.setdefault(cell[2], {})[cell] = own[cell]
        yield Part(period, {cell: published[cell] for cell in cells}, held)


def read_by_all(
    parts: list[Part], declared: Declared, processes: int
) -> Iterable[tuple[dict, list[str]]]:
    """What readers learn of each part, and faults; in several processes where it pays."""
    everything = [declared] * len(parts)
    if sum(len(part.published) for part in parts) <= FEW or processes < 2:
        return map(read_by_each, parts, everything)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return list(pool.map(read_by_each, parts, everything))


def read_by_each(part: Part, declared: Declared) -> tuple[dict, list[str]]:
    """What each reader of a part learns, and faults."""
    verdict, said = Verdict(), dict.fromkeys(_COUNTED, 0) | {"fewest_values_left": None}
    rounded = rounded_knowledge(part.published, declared)
    _add(said, rounded, judge(rounded.knowledge, f"{part.name}, any reader", verdict))
    for area, held in sorted(part.own.items()):
        who = f"{part.name}, the Director of {area}"
        _add(said, rounded, _judge_insider(rounded, held, who, verdict))
    return said, verdict.faults


_COUNTED = (
    "ranges", "ranges_shown_by_counts_that_fit", "recovered", "narrowed", "certain_groups"
)  # fmt: skip


def together(said: Iterable[dict]) -> dict:
    """What is said of several parts."""
    said = list(said)
    fewest = [one["fewest_values_left"] for one in said if one["fewest_values_left"]]
    sums = {name: sum(one[name] for one in said) for name in _COUNTED}
    return sums | {"fewest_values_left": min(fewest, default=None)}


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
