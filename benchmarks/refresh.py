"""Seconds per step and peak memory of three nights: first load, one new borough, nothing.

    .venv/bin/python -m benchmarks.refresh [boroughs years scale [folder]]

The default is small; all London is `33 6 1.0`. A folder keeps what the boroughs send, so
that it is made once; the home in it must be new.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.nights import Nights


def main(nights: Nights) -> None:
    nights.prepare()
    *first, last = nights.codes
    told = {
        f"first load, {len(first)} boroughs": nights.night(first),
        "one new borough": nights.night([last]),
        "nothing new": nights.night([]),
    }
    steps = [step["step"] for step in next(iter(told.values()))["steps"]]
    print(
        f"{'seconds':32}"
        + "".join(f"{step:>9}" for step in steps)
        + "      all  MB peak"
    )
    for night, record in told.items():
        seconds = "".join(f"{step['seconds']:9.2f}" for step in record["steps"])
        print(
            f"{night:32}{seconds}{record['seconds']:9.1f}{record['peak_memory_mb']:9,}"
        )


if __name__ == "__main__":
    match sys.argv[1:]:
        case [boroughs, years, scale, folder]:
            home = Path(folder)
            home.mkdir(parents=True, exist_ok=True)
            main(Nights(home.resolve(), int(boroughs), int(years), float(scale)))
        case [boroughs, years, scale]:
            with tempfile.TemporaryDirectory() as folder:
                main(Nights(Path(folder), int(boroughs), int(years), float(scale)))
        case _:
            with tempfile.TemporaryDirectory() as folder:
                main(Nights(Path(folder), boroughs=4, years=3, scale=0.03))
