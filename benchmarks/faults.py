"""Which faults of a messy made-up London the door finds, and what it finds besides.

    .venv/bin/python -m benchmarks.faults

The raw files go through the door as `liia check` would have them at the borough. A fault
noted in the truth is found when its rule speaks of its file, and of as many rows as were
spoilt there; what the rule says beyond is a false alarm. Faults of lists and columns that
never land do not count: nobody reads their cells.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pyarrow import parquet

from ingest.boroughs import boroughs, find_borough
from ingest.door import Verdict, examine
from ingest.findings import Finding
from ingest.intake import submissions_in
from ingest.layout import landing_forms
from liia.synthetic.london import Plan, make_london
from liia.synthetic.mess import Level

TODAY = date(2026, 7, 1)
RULES = {
    "row repeated": ("row_repeated",),
    "date unreadable": ("unreadable_date",),
    "ethnicity blank": ("blank_cell",),
    "row too long": ("ragged_row",),
    "column missing": ("missing_column", "missing_child_id"),
    "extra column": ("unknown_heading",),
    "file of the wrong year": ("period_from_dates", "period_twice"),
}
"""Fault to the rules that tell of it. Of the others, habits are read without a word
(other headings, dates, codes, blank rows), and what is likely in one file (a row left
out, a child under another id, a start some days off) only several files can tell."""
OF_FILES = {"file of the wrong year"}


class Score(NamedTuple):
    planted: int
    found: int
    false_alarms: int


def score(raw: Path) -> dict[str, Score]:
    """Fault class to what was planted in the boroughs' files, found, and told besides."""
    planted, told = Counter(), Counter()
    for code, verdict in _verdicts(raw):
        lands = {
            (table.file, table.label.partition(" (")[0]) for table in verdict.tables
        }
        files = {path.name for path in verdict.files}
        spoilt = set()
        noted = _faults(raw, code)
        # Under the name of such a file stands another, with faults of its own.
        stale = {fault["file"] for fault in noted if fault["fault"] in OF_FILES}
        for fault in noted:
            if fault["file"] in stale and fault["fault"] not in OF_FILES:
                continue
            cell = tuple(fault[name] for name in ("file", "part", "row", "column"))
            if fault["column"] and (cell in spoilt or not _lands(fault["column"])):
                continue
            spoilt.add(cell)
            of_list = fault["part"].startswith("List")
            place = (fault["file"], fault["part"])
            is_read = (
                place in lands if of_list else fault["file"] in {f for f, _ in lands}
            )
            if fault["file"] in files and fault["fault"] in RULES and is_read:
                planted[code, fault["file"], fault["fault"]] += 1
        for found in verdict.findings:
            for fault, rules in RULES.items():
                if found.file in stale and fault not in OF_FILES:
                    continue
                if found.rule_id in rules and _is_of(fault, found, lands):
                    told[code, found.file, fault] += _times(found)
    keys = {key for key in planted | told}
    for key in keys:
        if (
            key[2] in OF_FILES
        ):  # a file is of the wrong year or not, in each of its parts
            planted[key], told[key] = min(planted[key], 1), min(told[key], 1)
    return {
        fault: Score(
            sum(planted[key] for key in keys if key[2] == fault),
            sum(min(planted[key], told[key]) for key in keys if key[2] == fault),
            sum(max(told[key] - planted[key], 0) for key in keys if key[2] == fault),
        )
        for fault in RULES
    }


@cache
def _lands(column: str) -> bool:
    """Whether a field of that name lands: nobody reads the cells of the others."""
    return column in {c.source_field for form in landing_forms() for c in form.columns}


def _verdicts(raw: Path) -> Iterator[tuple[str, Verdict]]:
    for folder in sorted(raw.iterdir()):
        if folder.name in boroughs():
            for paths in submissions_in(folder):
                yield folder.name, examine(paths, find_borough(folder.name), TODAY)


def _faults(raw: Path, code: str) -> list[dict]:
    return parquet.read_table(raw / "truth" / "faults" / f"{code}.parquet").to_pylist()


def _is_of(fault: str, found: Finding, lands: set[tuple[str, str]]) -> bool:
    if fault == "ethnicity blank" and found.column not in ("Ethnicity", "ETHNIC"):
        return False
    if fault == "row repeated" and found.file.endswith(".xml"):
        return found.sheet == "CINdetails"  # what hangs on it stands twice with it
    if found.sheet is None or fault in OF_FILES:
        return found.file in {file for file, _ in lands}
    return (found.file, found.sheet.partition(" (")[0]) in lands


def _times(found: Finding) -> int:
    # Of a row that stands twice, one is no repeat.
    rows = len(found.rows) or 1
    return rows // 2 if found.rule_id == "row_repeated" else rows


def main(boroughs_made: int, scale: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(Path(folder), years=3, scale=scale, mess=Level.severe)
        list(make_london(plan, list(boroughs())[:boroughs_made]))
        print(f"{boroughs_made} boroughs, 3 years, scale {scale}, severe mess")
        print(
            f"{'fault':26}{'planted':>8}{'found':>8}{'recall':>8}{'false alarms':>14}"
        )
        for fault, one in score(Path(folder)).items():
            recall = f"{one.found / one.planted:.0%}" if one.planted else "-"
            print(
                f"{fault:26}{one.planted:8,}{one.found:8,}{recall:>8}{one.false_alarms:14,}"
            )


if __name__ == "__main__":
    match sys.argv[1:]:
        case [made, scale]:
            main(int(made), float(scale))
        case _:
            main(6, 0.1)
