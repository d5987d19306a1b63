"""The audit of a release: it attacks the published files as their readers could.

It reads what is published, the relations that are declared and public facts, and nothing
else but, for each borough, the counts that its own Director holds. Its verdict lets a
release be written or stops it; its certificate is a part of the release.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from liia.release.audit.contents import unknown_contents
from liia.release.audit.figures import Declared, Figures, read_figures
from liia.release.audit.formats import other_figures
from liia.release.audit.readers import Verdict, read_by_anyone
from liia.release.audit.recompute import Facts, public_days, recomputed
from liia.release.audit.scan import scan

__all__ = ["Verdict", "audit"]


def audit(
    folder: Path,
    period_end: str,
    declared: Declared,
    facts: Facts,
    own_figures: Callable[[str], Figures],
    closed: Mapping[str, dict] | None = None,
    processes: int = 1,
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
        own = own_figures(period)
        unfit = list(_unfit(period, published, own))
        if unfit:
            verdict.faults += unfit
            continue
        said, faults = read_by_anyone(published, own, declared, processes)
        verdict.faults += [f"{period}, {fault}" for fault in faults]
        if said["certain_groups"]:
            verdict.faults.append(
                f"{period}: a whole group is known to have had a step"
            )
        periods[period] = {
            "figures_sha256": digest,
            "attacked": "now",
            "counts": len(published),
            "directors": len({cell[2] for cell in published}),
            **said,
        }
    verdict.seconds = round(time.monotonic() - began, 1)
    verdict.certificate = {
        "verdict": "passed" if verdict.has_passed else "failed",
        "rule": "Of no count may a reader learn more than that it is one of five values.",
        "readers": (
            "anyone, and each Director who holds the counts of one borough: nothing that "
            "is said of one borough depends on another, so they learn what anyone does"
        ),
        "rows_computed_again_from_published_counts": again,
        "periods": periods,
        "seconds": verdict.seconds,
        "faults": verdict.faults,
    }
    return verdict


def _unfit(period: str, published: Figures, own: Figures) -> Iterator[str]:
    """Why counts cannot be attacked as they must be."""
    off_base = sum(figure % 5 != 0 or figure < 0 for figure in published.values())
    if off_base:
        yield f"{period}: {off_base} figures are no multiples of 5"
    unknown = published.keys() ^ own.keys()
    if unknown:
        yield (
            f"{period}: {len(unknown)} counts are published and not held, or held and "
            "not published, so they are not the counts that were protected"
        )


def _digest(published: Mapping) -> str:
    said = json.dumps(sorted([*key, value] for key, value in published.items()))
    return hashlib.sha256(said.encode()).hexdigest()
