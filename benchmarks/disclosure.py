"""What disclosure control costs and keeps, on the warehouse of a made-up London.

    python -m benchmarks.disclosure HOME

Every cube is protected anew with a secret made up here, attacked as 33 Directors and
anyone could, then revised in a fiftieth of its counts, protected again with what was
published before, and attacked again. Nothing is written.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from liia.release.audit.insider import insider_knowledge

from liia.protection import ledger, model
from liia.protection.cubes import CUBES, Geography
from liia.release.audit import Verdict, judge
from liia.release.audit.figures import rounded_knowledge
from liia.release.directors import declared_facts, own_figures
from liia.warehouse import connect

SECRET = bytes(range(32))
REVISED = 0.02


def main(home: Path) -> None:
    with connect(home / "warehouse.duckdb") as warehouse:
        facts = declared_facts(warehouse)
        code_of = dict(
            warehouse.execute(
                "select gss_code, borough_code from seeds.boroughs"
            ).fetchall()
        )
        periods = [
            period
            for (period,) in warehouse.execute(
                "select distinct time_period from equalities.equality_counts order by 1"
            ).fetchall()
        ]
        true = {period: own_figures(warehouse, period) for period in periods}
    geography = Geography(
        {code_of[area]: half for area, half in facts.inner_outer.items()},
        facts.ethnic_group,
    )
    known, draws = ledger.Ledger(), np.random.default_rng(1)
    for title in ("first publication", "after revisions of a fiftieth"):
        print(title)
        published, kept = {}, Counter()
        for period in periods:
            began = time.process_time()
            shown = dict(_protected(true[period], period, geography, known, code_of))
            seconds = time.process_time() - began
            errors = np.array([shown[c] - n for c, n in true[period].items()])
            print(
                f"  {period}: {len(shown):,} counts protected in {seconds:.1f} s of the "
                f"processor, error {np.abs(errors).mean():.2f} on average, "
                f"{np.abs(errors).max()} at most"
            )
            began = time.process_time()
            print(f"    {_attacked(shown, true[period], facts)}", end="")
            print(f" in {time.process_time() - began:.1f} s")
            published[period] = shown
        digests = {
            _entry(period, cell, count, code_of): published[period][cell]
            for period in periods
            for cell, count in true[period].items()
        }
        for entry, value in digests.items():
            if entry in known.by_digest:
                kept[known.by_digest[entry] == value] += 1
        if kept:
            print(f"  unchanged counts: {kept[True]:,} kept, {kept[False]:,} moved")
        known = ledger.Ledger(digests)
        true = {period: _revised(counts, draws) for period, counts in true.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at its peak: {peak:.0f} MB")


def _protected(true, period, geography, known, code_of) -> Iterator[tuple]:
    """What is published of each cell: cubes that others must agree with come first."""
    gss_of = {code: gss for gss, code in code_of.items()}
    standing: dict[str, dict] = {}
    for cube in CUBES.values():
        counts = {
            (c[1], code_of[c[2]], *c[3:]): n
            for c, n in true.items()
            if c[0] == cube.name
        }
        shown: dict = {}
        for together in model._components(cube, counts):
            shown |= model._publish(
                cube, period, together, geography, standing, SECRET, known
            )
        standing[cube.name] = shown
        for (measure, borough, *rest), n in shown.items():
            yield (cube.name, measure, gss_of[borough], *rest), n


def _attacked(shown, true, facts) -> str:
    """What readers learn, and of how many ranges."""
    verdict, ranges = Verdict(), Counter()
    parts: dict = {}
    for cell in shown:
        parts.setdefault(cell[:2], []).append(cell)
    for together in facts.joined(parts.keys()):
        some = {c: shown[c] for one in together for c in parts[one]}
        rounded = rounded_knowledge(some, facts)
        for area in [None, *sorted({c[2] for c in some})]:
            own = {c: true[c] for c in some if c[2] == area}
            found = None
            for cap in (4, 6, 9, 14):
                tried = Verdict()
                told = insider_knowledge(rounded.within(cap), own)
                found = judge(told, str(area), tried)
                if found is not None:
                    break
            verdict.faults += tried.faults
            if found is not None:
                ranges["tried"] += int((found.told > 0).sum())
                ranges["recovered"] += int(found.recovered.sum())
                ranges["narrowed"] += int(found.narrowed.sum())
    return (
        f"{ranges['tried']:,} ranges tried by 33 Directors and anyone: "
        f"{ranges['recovered']} recovered, {ranges['narrowed']} narrowed, "
        f"{len(verdict.faults)} faults"
    )


def _entry(period, cell, count, code_of) -> tuple[str, str]:
    cube = CUBES[cell[0]]
    name = model.cell_name(cube, period, (cell[1], code_of[cell[2]], *cell[3:]))
    return name, ledger.digest(SECRET, name, count)


def _revised(true, draws) -> dict:
    """One count in fifty moved by up to three; what relations say is kept."""
    linked = model.linked_cubes() | {"equality_counts", "sufficiency_totals"}
    return {
        cell: count + int(draws.integers(1, 4))
        if cell[0] not in linked and draws.random() < REVISED
        else count
        for cell, count in true.items()
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
