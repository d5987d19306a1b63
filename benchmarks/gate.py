"""What the gate finds and what it costs.

    python -m benchmarks.gate

Three tables: recall and false positives of each detector on made-up corpora; outcomes of
the hostile files, with the slowest and the largest; seconds of the door with the gate,
without it, and in a child, for each return.
"""

import csv
import random
import resource
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

from ingest import door
from ingest.boroughs import find_borough
from ingest.identifiers import DETECTORS, identifier_in
from ingest.limits import Limits
from ingest.privacy import SHARED_PSEUDONYM
from ingest.sandbox import open_apart
from tests.cin_census_files import census, child
from tests.ingest.hostile import archives, censuses, hidden_places, texts
from tests.ingest.hostile.case import BOROUGH, TODAY, Case, outcome_of
from tests.ingest.identifier_corpora import DETECTED, innocent
from tests.ssda903_files import DEFAULTS, HEADINGS
from tests.workbooks import pseudonym, shared_row, write_workbook

COUNT = 50_000
HOUSEHOLD = Limits(inflated_mb=100, records=50_000)


def detectors() -> None:
    chance = random.Random(1)
    harmless = innocent(COUNT, chance)
    print(f"{'detector':18}{'recall':>9}   false positives, of all corpora below")
    for rule, make in DETECTED.items():
        found = sum(identifier_in(make(chance)) is not None for _ in range(COUNT))
        false = sum(DETECTORS[rule](t) for corpus in harmless.values() for t in corpus)
        print(f"{rule:18}{found / COUNT:>9.3%}   {false}")
    for name, corpus in harmless.items():
        print(f"  {name:24}{len(corpus):>9,}")


def weighed(*arguments) -> door.Verdict:
    """The verdict, with the child's memory where a key's fingerprint would stand."""
    verdict = door.opened(*arguments)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return replace(verdict, key_fingerprint=f"{megabytes:.0f}")


def judged_apart(case: Case) -> tuple[bool, float, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = case.make(Path(folder))
        started = perf_counter()
        verdict = open_apart(
            [path], BOROUGH, TODAY, SHARED_PSEUDONYM, HOUSEHOLD, weighed
        )
        seconds = perf_counter() - started
    verdict = door.judged(verdict, door.judge_lightly, door.MOST_REJECTED)
    return (
        outcome_of(verdict) == case.outcome,
        seconds,
        int(verdict.key_fingerprint or 0),
    )


def outcomes() -> None:
    print(
        f"\n{'hostile files':16}{'files':>6}{'wrong':>6}{'slowest s':>11}{'most MB':>9}"
    )
    for module in (archives, censuses, hidden_places, texts):
        held = [judged_apart(case) for case in module.cases()]
        right, seconds, memory = zip(*held, strict=True)
        print(
            f"{module.__name__.rpartition('.')[2]:16}{len(held):>6}{right.count(False):>6}"
            f"{max(seconds):>11.1f}{max(memory):>9,}"
        )


def annex_a(folder: Path) -> list[Path]:
    rows = {n: [shared_row(n, m) for m in range(5000)] for n in range(3, 9)}
    return [write_workbook(folder / "Annex_A_2026_Mar.xlsx", rows)]


def cin_census(folder: Path) -> list[Path]:
    path = folder / "CIN_2026.xml"
    made = (
        child(n)
        .replace(f"MADEUP{n:07}", pseudonym(n))
        .replace(f"<UPN>Z{n:012}</UPN>", "")
        .replace(f"2012-05-{n % 28 + 1:02}", "2012-05-01")
        for n in range(5000)
    )
    path.write_text("\n".join(census(made)))
    return [path]


def ssda903(folder: Path) -> list[Path]:
    safe = {**DEFAULTS, "DOB": "01/05/2012", "HOME_POST": "E17 9", "PL_POST": "N1 9"}
    days = {"DECOM": "01/05/2025", "REVIEW": "01/06/2025"}
    paths = []
    for form in ("header", "episodes", "reviews"):
        paths.append(folder / f"2026_{form}.csv")
        with paths[-1].open("w", newline="") as file:
            writer = csv.DictWriter(file, HEADINGS[form], extrasaction="ignore")
            writer.writeheader()
            for n in range(20_000):
                writer.writerow({**safe, **days, "CHILD": pseudonym(n)})
    return paths


def seconds_of(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started


def costs() -> None:
    print(f"\n{'return':12}{'door s':>8}{'gate s':>8}{'share':>8}{'child adds s':>14}")
    gate, names = door.identifying_findings, door.name_findings
    arguments = find_borough("ISL"), date(2026, 4, 15), SHARED_PSEUDONYM
    for make in (annex_a, cin_census, ssda903):
        with tempfile.TemporaryDirectory() as folder:
            paths = make(Path(folder))
            seconds = Counter()
            for _ in range(2):
                identifier_in.cache_clear()
                seconds["whole"] = seconds_of(
                    lambda p=paths: door.opened(p, *arguments)
                )
                door.identifying_findings = door.name_findings = lambda *_: []
                seconds["bare"] = seconds_of(lambda p=paths: door.opened(p, *arguments))
                door.identifying_findings, door.name_findings = gate, names
                seconds["apart"] = seconds_of(
                    lambda p=paths: open_apart(p, *arguments, Limits())
                )
        spent = seconds["whole"] - seconds["bare"]
        print(
            f"{make.__name__:12}{seconds['whole']:>8.2f}{spent:>8.2f}"
            f"{spent / seconds['whole']:>8.0%}{seconds['apart'] - seconds['whole']:>14.2f}"
        )


if __name__ == "__main__":
    detectors()
    costs()
    outcomes()
