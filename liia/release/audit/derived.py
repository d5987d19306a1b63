"""Every ratio computed again from the published counts: it must come out the same.

A figure that is a function of published counts tells nothing that they do not tell. The
formulas are written here a second time, from the method's page, not shared with the SQL.
"""

import csv
import math
from pathlib import Path

FEWEST = 10
_Z95 = 1.959963984540054
_FOUR = ("children_with", "children_without", "reference_with", "reference_without")


def recomputed(path: Path) -> tuple[int, list[str]]:
    """How many odds ratios a table shows, and what is wrong with them.

    A table without `odds_ratio` and its four counts has none.
    """
    shown, wrong = 0, []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if not {*_FOUR, "odds_ratio"} <= row.keys():
                return 0, []
            if row["odds_ratio"] in ("z", "x"):
                continue
            shown += 1
            counts = [0 if row[c] == "low" else int(row[c]) for c in _FOUR]
            if any(count % 5 for count in counts) or min(counts) < FEWEST:
                wrong.append(f"{path.name}, row {number}: a ratio of counts under 10")
            elif not _is_ratio(counts, row):
                wrong.append(
                    f"{path.name}, row {number}: a ratio that its counts do not give"
                )
    return shown, wrong


def _is_ratio(counts: list[int], row: dict[str, str]) -> bool:
    a, b, c, d = counts
    ratio = a * d / (b * c)
    if abs(float(row["odds_ratio"]) - ratio) > 0.0051:
        return False
    if "ci_low" not in row or row["ci_low"] in ("z", "x"):
        return True
    low, high = float(row["ci_low"]), float(row["ci_high"])
    # At least Woolf's interval: rounding only ever widens it.
    reach = _Z95 * math.sqrt(sum(1 / count for count in counts))
    return low <= ratio * math.exp(-reach) + 0.0051 and high >= (
        ratio * math.exp(reach) - 0.0051
    )
