"""What disclosure control costs and keeps, on the warehouse of a made-up London.

    python -m benchmarks.disclosure HOME

Every cube is protected anew with a secret made up here and attacked, then one count in
fifty is revised, all is protected again with what was published before, and attacked
again. Nothing is written.
"""

import resource
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from liia.protection import ledger, model
from liia.release.audit.readers import read_by_anyone
from liia.release.directors import declared_facts, own_figures
from liia.warehouse import connect

SECRET = bytes(range(32))
REVISED = 0.02


def main(home: Path) -> None:
    with connect(home / "warehouse.duckdb") as warehouse:
        facts = declared_facts(warehouse)
        periods = [
            period
            for (period,) in warehouse.execute(
                "select distinct time_period from equalities.equality_counts order by 1"
            ).fetchall()
        ]
        true = {period: own_figures(warehouse, period) for period in periods}
    known, draws = ledger.Ledger(), np.random.default_rng(1)
    for title in ("first publication", "after revisions of a fiftieth"):
        print(title)
        digests, kept = {}, Counter()
        for period, counts in true.items():
            shown = _protected(period, counts, facts.ethnic_group, known)
            _attacked(shown, counts, facts)
            for cell, count in counts.items():
                name = model.cell_name(period, cell)
                entry = name, ledger.digest(SECRET, name, count)
                digests[entry] = shown[cell]
                if entry in known.by_digest:
                    kept[known.by_digest[entry] == shown[cell]] += 1
        if kept:
            print(f"  unchanged counts: {kept[True]:,} kept, {kept[False]:,} moved")
        known = ledger.Ledger(digests)
        true = {period: _revised(counts, draws) for period, counts in true.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at its peak: {peak:.0f} MB")


def _protected(period: str, true: dict, group, known) -> dict:
    """What is published of each cell; areas are told by their GSS codes."""
    began = time.process_time()
    shown = dict(model.protect(true, period, group, SECRET, known))
    seconds = time.process_time() - began
    errors = {cell: shown[cell] - count for cell, count in true.items()}
    sizes = np.abs(list(errors.values()))
    london = Counter()
    for (cube, measure, _, *rest), error in errors.items():
        london[cube, measure, *rest] += error
    print(
        f"  {period}: {len(shown):,} counts protected in {seconds:.1f} s of the processor; "
        f"off by {sizes.mean():.2f} on average, {sizes.max()} at most, London's sums by "
        f"{np.std(list(london.values())):.1f} (root of the mean square)"
    )
    return shown


def _attacked(shown: dict, true: dict, facts) -> None:
    began = time.process_time()
    said, faults = read_by_anyone(shown, true, facts, 1)
    print(
        f"    {said['ranges']:,} ranges attacked in {time.process_time() - began:.1f} s: "
        f"{said['recovered']} recovered, {said['narrowed']} narrowed, fewest values left "
        f"{said['fewest_values_left']}, {len(faults)} faults"
    )


def _revised(true: dict, draws) -> dict:
    """One count in fifty moved by up to three."""
    return {
        cell: count + int(draws.integers(1, 4)) if draws.random() < REVISED else count
        for cell, count in true.items()
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
