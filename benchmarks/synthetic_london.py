"""The made-up London through the whole house, counted against its truth.

    .venv/bin/python -m benchmarks.synthetic_london [usual|severe] [boroughs] [scale] [years]

Six years of 33 boroughs at a small scale, raw files to warehouse, late files in a drop of
their own. Prints what was refused, the counts of each event and year, each borough's
differences, and how many each fault explains; every difference goes into a csv file in
`data/`.
"""

import csv
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.journey_links import (
    Scores,
    compare,
    covered,
    keys_of,
    show_links,
    true_events,
)
from ingest.errors import DataTestFailed, LiiaError
from ingest.intake import Outcome, ingest
from ingest.pseudonymise import pseudonymise
from liia.build import build
from liia.clock import this_moment
from liia.configuration import settings
from liia.doctor import make_missing_keys
from liia.keys import new_key, read_key
from liia.synthetic.boroughs import boroughs
from liia.synthetic.london import Plan, make_london
from liia.synthetic.mess import Level
from liia.warehouse import connect
from tests.end_to_end.against_the_truth import (
    MARTS,
    Reconciled,
    reconcile,
)

YEARS, SCALE, PROCESSES = 6, 0.03, 2
DIFFERENCES = Path("data")
"""Not in the repository."""


def walk(folder: Path, plan: Plan, codes: list[str]) -> tuple[Reconciled, list[Scores]]:
    """From nothing to the differences and the links, `folder` holding all of it."""
    os.environ |= {"LIIA_HOME": str(folder / "home"), "LIIA_TODAY": "2026-07-01"}
    list(make_london(plan, codes, PROCESSES))
    make_missing_keys(settings(), demo=True)
    for code in codes:
        new_key(folder / f"{code}.key", "borough", demo=True)
    refused: set[tuple[str, str]] = set()
    for drop in ("", "sent_again"):
        with ProcessPoolExecutor(PROCESSES) as pool:
            for left in pool.map(partial(send, folder, plan.out, drop), codes):
                refused |= left
        refused |= set(refusals(take_in_and_build()))
    secret = read_key(settings().key_file("landing"), "landing").secret
    keys = keys_of(plan.out / "truth", folder, secret)
    years = tuple(year_end.year for year_end in plan.year_ends)
    truth = plan.out / "truth"
    with connect() as warehouse:
        found = reconcile(truth, warehouse, codes, years, keys, refused)
        events = list(true_events(truth))
        return found, list(compare(warehouse, events, keys, *covered(warehouse)))


def take_in_and_build() -> list[Outcome]:
    """What became of each submission. A test of the house that fails is told, and leaves
    the warehouse of the drop before, or none."""
    kept = settings().model_copy(update={"after_landing": "keep"})
    key = read_key(kept.key_file("landing"), "landing")
    outcomes = list(ingest(kept.inbox_folder, kept, key, this_moment()))
    try:
        build(kept)
    except DataTestFailed as fault:
        print(f"  {fault}")
    return outcomes


def send(folder: Path, raw: Path, drop: str, code: str) -> set[tuple[str, str]]:
    """Pseudonymise a borough's drop into the inbox; what could not be, by borough and
    file."""
    key = read_key(folder / f"{code}.key", "borough")
    refused = set()
    for path in sorted((raw / code / drop).glob("*.*")):
        try:
            pseudonymise(path, key, folder / "home" / "inbox" / code / drop)
        except LiiaError:
            refused.add((code, path.name))
    return refused


def refusals(outcomes: list[Outcome]) -> Iterator[tuple[str, str]]:
    for outcome in outcomes:
        if outcome.is_refusal:
            for path in outcome.files:
                yield outcome.borough.code, path.name


def show(found: Reconciled, path: Path) -> None:
    years = sorted({year for _, _, year in found.true})
    print(f"{'event':10}{'year':>6}{'true':>9}{'found':>9}{'missing':>9}{'more':>7}")
    for event in MARTS:
        for year in years:
            of_year = [
                d for d in found.differences if (d.event, d.year) == (event, year)
            ]
            missing = sum(one.is_missing for one in of_year)
            true, held = (
                sum(n for (_, e, y), n in counts.items() if (e, y) == (event, year))
                for counts in (found.true, found.found)
            )
            more = len(of_year) - missing
            print(f"{event:10}{year:>6}{true:>9,}{held:>9,}{missing:>9,}{more:>7,}")
    print(f"\nnot taken: {len(found.refusals)} files")
    for cause, count in Counter(found.refusals.values()).items():
        print(f"  {count} for: {cause or 'NOTHING'}")
    print(f"\n{'explained by':45}{'missing':>9}{'more':>7}")
    explained = Counter((d.fault or "NOTHING", d.is_missing) for d in found.differences)
    for fault in sorted({fault for fault, _ in explained}):
        both = (explained[fault, True], explained[fault, False])
        print(f"{fault:45}{both[0]:>9,}{both[1]:>7,}")
    unexplained = Counter(
        (d.borough_code, d.event, d.year, d.is_missing, d.nature)
        for d in found.unexplained
    )
    print(f"\nunexplained: {len(found.unexplained)} of {len(found.differences)}")
    for (code, event, year, is_missing, nature), count in sorted(unexplained.items())[
        :40
    ]:
        kind = "missing" if is_missing else "more"
        print(f"  {code} {event} {year} {kind} {count} {nature}")
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["borough", "event", "year", "true", "found"])
        for key in sorted(found.true | found.found):
            writer.writerow([*key, found.true[key], found.found[key]])
        writer.writerow(
            ["borough", "event", "year", "day", "difference", "fault", "episode"]
        )
        for one in found.differences:
            kind = "missing" if one.is_missing else "more"
            where = (one.borough_code, one.event, one.year, one.day)
            writer.writerow([*where, kind, one.fault, one.nature])
    print(f"each borough and year, and each difference: {path}")


def main(levels: list[Level], how_many: int, scale: float, years: int) -> None:
    codes = list(boroughs())[:how_many]
    for level in levels:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            plan = Plan(folder / "raw", years, scale, mess=level, extracts_per_year=1)
            print(f"{level} mess, {how_many} boroughs, {years} years, scale {scale}")
            found, links = walk(folder, plan, codes)
        show(found, DIFFERENCES / f"synthetic_london_{level}.csv")
        show_links(links)
        print(f"{time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        [Level(given[0])] if given else [Level.usual, Level.severe],
        int(given[1]) if len(given) > 1 else 33,
        float(given[2]) if len(given) > 2 else SCALE,
        int(given[3]) if len(given) > 3 else YEARS,
    )
