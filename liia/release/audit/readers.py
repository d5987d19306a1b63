"""What readers of a publication learn, borough by borough.

No promise and no relation joins two boroughs. So a Director, who holds the true counts of
one, learns of another exactly what anyone does, and each borough is attacked by itself.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np

from liia.release.audit.attack import Undecided, attack
from liia.release.audit.figures import Declared, Figures, Rounded, rounded_knowledge
from liia.release.audit.knowledge import Contradiction, Knowledge, Ranges

FEW = 100_000
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


def parts_of(published: Figures, declared: Declared) -> Iterator[Figures]:
    """Counts of one borough that relations join to each other, and to no others."""
    by_part: dict[tuple, Figures] = {}
    for cell, count in published.items():
        by_part.setdefault((cell[2], cell[:2]), {})[cell] = count
    for together in declared.joined({part for _, part in by_part}):
        for area in sorted({area for area, _ in by_part}):
            found: Figures = {}
            for part in sorted(together):
                found |= by_part.get((area, part), {})
            if found:
                yield found


def read_by_anyone(
    published: Figures, own: Figures, declared: Declared, processes: int
) -> tuple[dict, list[str]]:
    """What readers learn of a period's counts, and faults; in several processes where
    it pays."""
    parts = list(parts_of(published, declared))
    true = [{cell: own[cell] for cell in part} for part in parts]
    everything = [declared] * len(parts)
    if len(published) <= FEW or processes < 2:
        learnt = list(map(_read, parts, true, everything))
    else:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            learnt = list(pool.map(_read, parts, true, everything, chunksize=16))
    return _together(one for one, _ in learnt), [f for _, some in learnt for f in some]


def _read(part: Figures, true: Figures, declared: Declared) -> tuple[dict, list[str]]:
    verdict, rounded = Verdict(), rounded_knowledge(part, declared, true)
    measures = sorted({cell[1] for cell in part})
    area = next(iter(part))[2]
    ranges = judge(rounded.knowledge, f"{area}, {' and '.join(measures)}", verdict)
    return _said(rounded, ranges), verdict.faults


def judge(known: Knowledge, what: str, verdict: Verdict) -> Ranges | None:
    """Attack with what a reader knows; a breach, or no proven answer, is a fault."""
    try:
        ranges = attack(known)
    except Contradiction:
        verdict.faults.append(f"{what}: the figures contradict what is said of them")
        return None
    except Undecided:
        verdict.faults.append(f"{what}: a solver gave no proven answer")
        return None
    for how, which in {
        "recovered": ranges.recovered,
        "narrowed": ranges.narrowed,
    }.items():
        if which.any():
            verdict.faults.append(f"{what}: {int(which.sum())} counts {how}")
    return ranges


_COUNTED = (
    "ranges", "ranges_shown_by_counts_that_fit", "recovered", "narrowed", "certain_groups"
)  # fmt: skip


def _said(rounded: Rounded, ranges: Ranges | None) -> dict:
    """What was learnt, in numbers."""
    if ranges is None:
        return dict.fromkeys(_COUNTED, 0) | {"fewest_values_left": None}
    is_told = ranges.told > 0
    return {
        "ranges": int(is_told.sum()),
        "ranges_shown_by_counts_that_fit": ranges.by_tables_that_fit,
        "recovered": int(ranges.recovered.sum()),
        "narrowed": int(ranges.narrowed.sum()),
        "certain_groups": certain_groups(ranges, *rounded.pairs),
        "fewest_values_left": int(ranges.width[is_told].min()) + 1
        if is_told.any()
        else None,
    }


def certain_groups(ranges: Ranges, without: np.ndarray, with_step: np.ndarray) -> int:
    """Groups of which a reader knows that every child had the step.

    `without` and `with_step` are the places of a group's two counts.
    """
    untold = ranges.told[without] > 0
    nobody_without = (ranges.high[without] == 0) & untold
    return int((nobody_without & (ranges.low[with_step] > 0)).sum())


def _together(said: Iterable[dict]) -> dict:
    said = list(said)
    fewest = [one["fewest_values_left"] for one in said if one["fewest_values_left"]]
    sums = {name: sum(one[name] for one in said) for name in _COUNTED}
    return sums | {"fewest_values_left": min(fewest, default=None)}
