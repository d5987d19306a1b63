"""Placements of a made-up London beside the truth and beside what the DfE published.

    .venv/bin/python -m benchmarks.sufficiency [none|usual] [boroughs] [scale] [years]

Makes a London, walks the whole road, and prints: each stock and flow against the truth,
cell by cell (without mess there is no difference but what the returns do not tell);
London's latest shares beside those of 31 March 2025 (published_placements.csv, Open
Government Licence v3.0); and the worst that flat-map miles differ from a great circle.
"""

import csv
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.synthetic_london import send, take_in_and_build
from liia.configuration import settings
from liia.doctor import make_missing_keys
from liia.keys import new_key
from liia.synthetic.boroughs import boroughs
from liia.synthetic.london import Plan, make_london
from liia.synthetic.mess import Level
from liia.warehouse import connect
from tests.end_to_end.true_sufficiency import Counts, true_counts
from tests.sufficiency.great_circle import worst_relative_error

PROCESSES = 2
PUBLISHED = Path(__file__).parent / "published_placements.csv"
COUNTED = """
select measure, time_period, category, sum(children)
from sufficiency.sufficiency_counts
group by all
"""
STABILITY = """
select
    measure, time_period, answer, count(*)
from (
    select
        time_period,
        unnest(['three_or_more_placements', 'settled']) as measure,
        unnest([placements_in_year >= 3, is_settled]) as is_so,
        case is_so when true then 'yes' when false then 'no' end as answer
    from sufficiency.placement_stock
)
where answer is not null
group by all
"""


def walk(folder: Path, plan: Plan, codes: list[str]) -> None:
    """From nothing to a warehouse in `folder/home`."""
    os.environ |= {"LIIA_HOME": str(folder / "home"), "LIIA_TODAY": "2026-07-01"}
    list(make_london(plan, codes, PROCESSES))
    make_missing_keys(settings(), demo=True)
    for code in codes:
        new_key(folder / f"{code}.key", "borough", demo=True)
    with ProcessPoolExecutor(PROCESSES) as pool:
        list(pool.map(partial(send, folder, plan.out, ""), codes))
    take_in_and_build()


def counted() -> Counts:
    with connect() as warehouse:
        found = warehouse.execute(COUNTED).fetchall()
        found += warehouse.execute(STABILITY).fetchall()
    return Counter({tuple(cell): int(n) for *cell, n in found})


def show_truth(true: Counts, found: Counts) -> None:
    """Each measure and year: cells, children in them, and the differences."""
    print(f"{'measure':26}{'year':>8}{'true':>8}{'found':>8}{'differ':>8}  of them")
    for measure, year in sorted({cell[:2] for cell in true}):
        cells = [c for c in {*true, *found} if c[:2] == (measure, year)]
        differ = {
            c[2]: found[c] - true[c] for c in sorted(cells) if found[c] != true[c]
        }
        sums = (sum(counts[c] for c in cells) for counts in (true, found))
        moved = sum(map(abs, differ.values()))
        line = f"{measure:26}{year:>8}{next(sums):>8,}{next(sums):>8,}{moved:>8,}"
        print(line, " ", ", ".join(f"{c} {n:+}" for c, n in differ.items()))


def show_published(found: Counts) -> None:
    year = max(cell[1] for cell in found)
    shares = Counter({(m, c): n for (m, y, c), n in found.items() if y == year})
    for (measure, category), n in list(shares.items()):
        if measure == "provision":
            kind, provider = category.split("|")
            shares["placement", kind] += n
            shares["provider", provider] += n
    with connect() as warehouse:
        for place, n in warehouse.execute(
            """
            select
                case
                    when destination = borough_code then 'own'
                    when destination = 'not_known' then 'not_known'
                    when length(destination) = 3 then 'london'
                    else 'beyond'
                end as place,
                count(*)
            from sufficiency.placement_stock where time_period = ? group by place
            """,
            [year],
        ).fetchall():
            shares["place", place] = n
    print(f"\nLondon {year} beside the DfE's of 31 March 2025, percent")
    print(f"{'measure':26}{'categories':36}{'here':>7}{'DfE':>7}{'gap':>7}")
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            measure, wanted = row["measure"], row["categories"].split("+")
            known = {c: n for (m, c), n in shares.items() if m == measure}
            if measure == "distance" and "not_known" not in wanted:
                known.pop("not_known", None)
            if not known:
                continue
            here = 100 * sum(known.get(c, 0) for c in wanted) / sum(known.values())
            told = 100 * int(row["published"]) / int(row["published_of"])
            name = row["categories"][:35]
            print(f"{measure:26}{name:36}{here:7.1f}{told:7.1f}{here - told:+7.1f}")


def main(level: Level, how_many: int, scale: float, years: int) -> None:
    began = time.monotonic()
    codes = list(boroughs())[:how_many]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        plan = Plan(folder / "raw", years, scale, mess=level, extracts_per_year=1)
        print(f"{level} mess, {how_many} boroughs, {years} years, scale {scale}")
        walk(folder, plan, codes)
        found, true = counted(), Counter()
        for code in codes:
            ends = tuple(day.year for day in plan.year_ends)
            true += true_counts(plan.out / "truth", code, ends)
        show_truth(true, found)
        show_published(found)
    print("\nflat-map miles against a great circle, worst relative error:")
    print(f"  {worst_relative_error():.4%}, between sectors 1 to 400 miles apart")
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        Level(given[0]) if given else Level.none,
        int(given[1]) if len(given) > 1 else 33,
        float(given[2]) if len(given) > 2 else 0.1,
        int(given[3]) if len(given) > 3 else 3,
    )
