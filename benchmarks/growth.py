"""What growth costs: seconds, memory and disk of each step at several scales.

    .venv/bin/python -m benchmarks.growth [boroughs years scale scale ...]

All of London is `33 3 1 2 4 8`, a night's work of a machine; the default takes a quarter
of an hour. An exponent is the slope of the logarithms by least squares, and beside it that
of the last step up, where what every run costs weighs least: 1 is in proportion. Then the
largest is built once more in little memory, to see it spill and not fail.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import linear_regression

from benchmarks.nights import TODAY, Nights
from ingest.project import project_root

LITTLE_MEMORY = "400MB"
STEPS = ("synthesise", "ingest", "build", "protect")


@dataclass(frozen=True)
class Cost:
    """What one step took."""

    seconds: float
    processor: float
    memory_mb: float
    """Of its largest process, at its peak."""
    disk_mb: float
    """Of what it leaves behind."""


def run(command: list[str], home: Path, **variables: str) -> tuple[float, float, float]:
    """Seconds, seconds of processor and peak megabytes of a process and its children."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, "LIIA_HOME": str(home), "LIIA_TODAY": TODAY, **variables},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):  # 3: a messy file was turned away
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    wall = time.perf_counter() - began
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def dbt(home: Path, *selection: str) -> list[str]:
    root, state = str(project_root()), str(home / "state" / "dbt")
    words = [str(Path(sys.executable).with_name("dbt")), "build", "--project-dir", root]
    words += ["--profiles-dir", root, "--target-path", state, "--log-path", state]
    words += ["--log-level", "none", "--vars", "{is_made_up_london: true}"]
    words += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    return [*words, *selection]


def megabytes(*paths: Path) -> float:
    files = [f for p in paths for f in ([p] if p.is_file() else p.rglob("*"))]
    return sum(f.stat().st_size for f in files if f.is_file()) / 2**20


def grow(nights: Nights) -> dict[str, Cost]:
    """The four steps in a new home."""
    home = nights.home
    sizes = f"{nights.boroughs} {nights.years} {nights.scale}".split()
    warehouse = home / "dev" / "warehouse.duckdb"
    costs = {}
    used = run(["-m", "benchmarks.growth", "synthesise", str(home), *sizes], home)
    costs["synthesise"] = Cost(*used, megabytes(home / "waiting"))
    shutil.copytree(home / "waiting", home / "inbox")
    used = run(["-m", "liia", "ingest"], home)
    costs["ingest"] = Cost(*used, megabytes(home / "landing.duckdb"))
    used = run(dbt(home, "--selector", "counts"), home)
    costs["build"] = Cost(*used, megabytes(warehouse))
    used = run(dbt(home, "--select", "path:models/protection"), home)
    costs["protect"] = Cost(*used, megabytes(warehouse))
    return costs


def in_little_memory(home: Path) -> None:
    """Build again with LITTLE_MEMORY, and tell how much was spilled at most."""
    spill, most, over = home / "little", 0.0, threading.Event()
    spill.mkdir()
    (home / "dev" / "warehouse.duckdb").unlink()

    def watch() -> None:
        nonlocal most
        while not over.wait(0.05):
            most = max(most, megabytes(spill))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        seconds, _, memory = run(
            dbt(home, "--selector", "counts"),
            home,
            LIIA_MEMORY_LIMIT=LITTLE_MEMORY,
            LIIA_SPILL=str(spill),
        )
    finally:
        over.set()
        watching.join()
    print(
        f"\nbuild with memory_limit {LITTLE_MEMORY}: {seconds:.0f} s, "
        f"{memory:,.0f} MB at its peak, {most:,.0f} MB spilled at most"
    )


def report(costs: dict[float, dict[str, Cost]]) -> None:
    scales = list(costs)
    for what in ("seconds", "processor", "memory_mb", "disk_mb"):
        print(f"\n{what:12}" + "".join(f"{scale:>10g}" for scale in scales), end="")
        print("  exponent  of the last")
        for step in STEPS:
            values = [getattr(costs[scale][step], what) for scale in scales]
            logs = [log(value) for value in values]
            slope = linear_regression([log(scale) for scale in scales], logs).slope
            last = (logs[-1] - logs[-2]) / log(scales[-1] / scales[-2])
            print(f"{step:12}" + "".join(f"{v:10,.1f}" for v in values), end="")
            print(f"{slope:10.2f}{last:13.2f}")


def main(folder: Path, boroughs: int, years: int, scales: list[float]) -> None:
    costs = {}
    for scale in scales:
        home = folder / f"{scale:g}"
        home.mkdir()
        costs[scale] = grow(Nights(home, boroughs, years, scale))
        print(
            f"scale {scale:g} of {boroughs} boroughs, {years} years: done", flush=True
        )
    report(costs)
    in_little_memory(folder / f"{scales[-1]:g}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["synthesise", home, boroughs, years, scale]:
            Nights(Path(home), int(boroughs), int(years), float(scale)).prepare()
        case [boroughs, years, *scales] if len(scales) > 1:
            with tempfile.TemporaryDirectory() as made_up:
                sizes = [float(scale) for scale in scales]
                main(Path(made_up).resolve(), int(boroughs), int(years), sizes)
        case _:
            with tempfile.TemporaryDirectory() as made_up:
                main(Path(made_up).resolve(), 4, 2, [0.1, 0.2, 0.4, 0.8])
