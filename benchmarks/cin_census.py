"""How fast and how large a CIN census is read, beside a scan that only parses it.

    .venv/bin/python -m benchmarks.cin_census

Seconds are of the processor, memory is the peak of a process that did nothing else;
judge by the ratio, as machines differ.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from ingest.census import MODULES, read_cin_census, rewrite_cin_census
from tests.cin_census_files import REFERRAL, child, write_census

CHILDREN = 20_000
KIB_PER_MB = 1024


def scan(path: Path) -> int:
    """Parse without a handler: what no reader in Python can be faster than."""
    with path.open("rb") as file:
        expat.ParserCreate().ParseFile(file)
    return 0


def read(path: Path) -> int:
    return sum(len(grid.rows) - 1 for grid in read_cin_census(path).grids)


def rewrite(path: Path) -> int:
    everything = {"LAchildID", "Ethnicity", "CINreferralDate", "S47ActualStartDate"}
    counts = rewrite_cin_census(
        path,
        path.with_name("twin.xml"),
        lambda _module, _element, text: text,
        dict.fromkeys(MODULES, everything),
    )
    return sum(count.rows_out for count in counts.values())


ROADS: dict[str, Callable[[Path], int]] = {
    "scan": scan,
    "read": read,
    "rewrite": rewrite,
}


def measure(road: str, path: Path) -> dict[str, float]:
    """Processor seconds, rows and peak memory of `road` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.cin_census", road, str(path)]
    said = subprocess.run(command, capture_output=True, check=True, text=True)
    return json.loads(said.stdout)


def measured(road: str, path: Path) -> dict[str, float]:
    began = time.process_time()
    rows = ROADS[road](path)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MB
    return {"seconds": seconds, "rows": rows, "peak_mb": peak}


def main(children: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "census.xml"
        # Half of the children were referred twice.
        twice = (REFERRAL, REFERRAL)
        write_census(
            path,
            (
                child(n, twice if n % 2 else (REFERRAL,)).replace("><", ">\n<")
                for n in range(children)
            ),
        )
        size_mb = path.stat().st_size / 1e6
        print(f"{children:,} made-up children, {size_mb:.0f} MB")
        parse_only = measure("scan", path)
        for road in ROADS:
            cost = parse_only if road == "scan" else measure(road, path)
            print(
                f"{road:8} {cost['seconds']:6.2f} CPU s"
                f" {cost['seconds'] / parse_only['seconds']:6.1f} x scan"
                f" {size_mb / cost['seconds']:6.1f} MB/s"
                f" {cost['rows']:10,} rows {cost['peak_mb']:6.0f} MB peak"
            )


if __name__ == "__main__":
    match sys.argv[1:]:
        case [road, path]:
            print(json.dumps(measured(road, Path(path))))
        case [children]:
            main(int(children))
        case _:
            main(CHILDREN)
