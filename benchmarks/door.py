"""How fast and how large the door judges each return, beside a scan that only parses it.

    .venv/bin/python -m benchmarks.door [share of the sizes below]

Each road runs in a process of its own, its imports before the clock: the floor (expat,
calamine, DuckDB's read_csv), what a borough waits for (`examine`), and what LIIA does
(the same with Great Expectations). Seconds are of the processor; judge by the ratio.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.parsers import expat

from tests.cin_census_files import REFERRAL, child, write_census
from tests.workbooks import pseudonym, shared_row, write_workbook

CHILDREN_OF_CENSUS, ROWS_OF_ANNEX_A, ROWS_OF_SSDA903 = 20_000, 50_000, 280_000
KIB_PER_MB = 1024
TODAY = date(2026, 4, 15)
DAYS = [date(2025, 4, 1) + timedelta(days=n) for n in range(340)]


def make_census(folder: Path, share: float) -> list[Path]:
    path = folder / "census.xml"
    write_census(path, map(shareable_child, range(int(CHILDREN_OF_CENSUS * share))))
    return [path]


def shareable_child(number: int) -> str:
    """As a borough may send it, an element a line; half were referred twice."""
    text = child(number, (REFERRAL, REFERRAL) if number % 2 else (REFERRAL,))
    for raw, safe in (
        (f"MADEUP{number:07}", pseudonym(number)),
        (f"<UPN>Z{number:012}</UPN>", ""),
        (f"2012-05-{number % 28 + 1:02}", "2012-05-01"),
    ):
        text = text.replace(raw, safe)
    return text.replace("><", ">\n<")


def make_annex_a(folder: Path, share: float) -> list[Path]:
    of_list = int(ROWS_OF_ANNEX_A * share / 6)
    rows = {
        number: [
            shared_row(number, child=n, day=DAYS[n % len(DAYS)]) for n in range(of_list)
        ]
        for number in range(3, 9)
    }
    return [write_workbook(folder / "Annex_A_2026_Mar.xlsx", rows)]


def make_ssda903(folder: Path, share: float) -> list[Path]:
    path = folder / "SSDA903_2026_episodes.csv"
    with path.open("w") as file:
        file.write(
            "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST\n"
        )
        for n in range(int(ROWS_OF_SSDA903 * share)):
            began, ended = DAYS[n % 300], DAYS[n % 300 + 30]
            file.write(
                f"{pseudonym(n // 3)},{began:%d/%m/%Y},L,C2,N1,U4,PR1,{ended:%d/%m/%Y},"
                f"X1,CARPL,E17 {n % 10},N{n % 20} 1\n"
            )
    return [path]


MAKE = {"CIN census": make_census, "Annex A": make_annex_a, "SSDA903": make_ssda903}


def floor(path: Path) -> Callable[[], int]:
    if path.suffix == ".xml":

        def scan() -> int:
            with path.open("rb") as file:
                expat.ParserCreate().ParseFile(file)
            return 0
    elif path.suffix == ".xlsx":
        from python_calamine import CalamineWorkbook

        def scan() -> int:
            book = CalamineWorkbook.from_path(str(path))
            names = book.sheet_names
            return sum(len(book.get_sheet_by_name(name).to_python()) for name in names)
    else:
        import duckdb

        def scan() -> int:
            query = "select count(columns(*)) from read_csv(?, all_varchar = true)"
            return duckdb.execute(query, [str(path)]).fetchone()[0]

    return scan


def door(path: Path, *, at_liia: bool) -> Callable[[], int]:
    from ingest.acceptance import judge
    from ingest.boroughs import find_borough
    from ingest.door import examine
    from ingest.expectations import Reading, judge_lightly
    from ingest.layout import Column

    if at_liia:
        # Great Expectations starts once a run, which is not the cost of a file.
        list(judge([Reading(Column("a", "A", "date"), "2026-01-01", 1)]))

    def examined() -> int:
        engine = judge if at_liia else judge_lightly
        verdict = examine([path], find_borough("ISL"), TODAY, judge=engine)
        return sum(tally.read for tally in verdict.tallies)

    return examined


ROADS: dict[str, Callable[[Path], Callable[[], int]]] = {
    "floor": floor,
    "at a borough": lambda path: door(path, at_liia=False),
    "at LIIA": lambda path: door(path, at_liia=True),
}


def measured(road: str, path: Path) -> dict[str, float]:
    run = ROADS[road](path)
    began = time.process_time()
    rows = run()
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MB
    return {"seconds": seconds, "rows": rows, "peak_mb": peak}


def measure(road: str, path: Path) -> dict[str, float]:
    """Processor seconds, rows and peak memory of `road` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.door", road, str(path)]
    said = subprocess.run(command, capture_output=True, check=True, text=True)
    return json.loads(said.stdout.splitlines()[-1])


def main(share: float) -> None:
    for return_words, make in MAKE.items():
        with tempfile.TemporaryDirectory() as folder:
            (path,) = make(Path(folder), share)
            size_mb = path.stat().st_size / 1e6
            print(f"{return_words}, {size_mb:.0f} MB")
            least = measure("floor", path)["seconds"]
            for road in ROADS:
                cost = measure(road, path)
                seconds = cost["seconds"]
                print(
                    f"  {road:14} {seconds:6.2f} CPU s {seconds / least:6.1f} x floor"
                    f" {size_mb / seconds:7.1f} MB/s {cost['rows'] / seconds:10,.0f} rows/s"
                    f" {cost['peak_mb']:6.0f} MB peak"
                )


if __name__ == "__main__":
    match sys.argv[1:]:
        case [road, path]:
            print(json.dumps(measured(road, Path(path))))
        case [share]:
            main(float(share))
        case _:
            main(1.0)
