"""What is told twice and joined by no relation, on the warehouse of a made-up London.

    python -m benchmarks.count_relations HOME

Every two sums of a borough and year (a measure's counts, each of its categories) that are
equal nearly everywhere probably tell of the same children. Rounded apart, they would give
counts away: those that no declared relation joins are listed, to be declared or explained.
"""

import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from liia.release.directors import declared_facts, own_figures
from liia.warehouse import connect

NEARLY = 0.95
"""Equal in so many boroughs and years, they are taken to tell of the same children."""
ENOUGH = 30
"""Sums that are nought but in fewer places say nothing."""


def main(home: Path) -> None:
    with connect(home / "warehouse.duckdb") as warehouse:
        facts = declared_facts(warehouse)
        periods = warehouse.execute(
            "select distinct time_period from equalities.equality_counts"
        ).fetchall()
        cells = {
            (period, cell): count
            for (period,) in periods
            for cell, count in own_figures(warehouse, period).items()
        }
    sums: dict[tuple, dict] = defaultdict(lambda: defaultdict(int))
    for (period, cell), count in cells.items():
        cube, measure, area, *categories, figure = cell
        for name in ("all", figure, *categories):
            sums[cube, measure, name][period, area] += count
    sums = {k: v for k, v in sums.items() if sum(n > 0 for n in v.values()) >= ENOUGH}
    joined = facts.joined({name[:2] for name in sums})
    home_of = {part: number for number, some in enumerate(joined) for part in some}
    found = 0
    for one, other in combinations(sorted(sums), 2):
        if home_of[one[:2]] == home_of[other[:2]]:
            continue
        both = sums[one].keys() & sums[other].keys()
        filled = [place for place in both if sums[one][place] or sums[other][place]]
        equal = sum(sums[one][place] == sums[other][place] for place in filled)
        if len(filled) >= ENOUGH and equal >= NEARLY * len(filled):
            found += 1
            print(f"{' '.join(one)} = {' '.join(other)}: {equal} of {len(filled)}")
    print(
        f"{len(sums):,} sums of {len(home_of)} measures, {len(joined)} sets of them that"
    )
    print(f"relations join; {found} pairs of different sets tell of the same children")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
