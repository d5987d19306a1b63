"""Every figure that is not a count computed again from the published counts.

A figure that is a function of published counts tells nothing that they do not tell. The
formulas are written here a second time, from the method's page, not shared with the SQL.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from liia.release.audit.figures import LONDON, PARTS, Declared, Published, number

FEWEST = 10
NOISE = 4.0
"""Variance of one count's rounding."""
_Z95 = 1.959963984540054
_FOUR = ("children_with", "children_without", "reference_with", "reference_without")
_RATIO = ("odds_ratio", "ci_low", "ci_high")


@dataclass
class _Group:
    """Children of one ethnic group, or several, in an area."""

    with_step: int = 0
    without_step: int = 0
    cells: int = 0
    """How many rounded counts each of the two is a sum of."""

    def plus(self, other: "_Group", sign: int = 1) -> "_Group":
        return _Group(
            self.with_step + sign * other.with_step,
            self.without_step + sign * other.without_step,
            self.cells + sign * other.cells,
        )


def wrong_ratios(
    path: Path, published: Published, declared: Declared
) -> tuple[int, list[str]]:
    """How many odds ratios the table shows, and which rows the counts do not give."""
    groups, boroughs = _groups(published, declared)
    shown, wrong = 0, []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            place = (
                row["time_period"],
                row["measure"],
                row["new_la_code"] or row["region_code"],
            )
            shown += row["odds_ratio"] not in ("z", "x")
            if fault := _fault(row, groups.get(place, {}), boroughs.get(place, 0)):
                wrong.append(f"{path.name}, row {line}: {fault}")
    return shown, wrong


def _groups(published: Published, declared: Declared):
    """By period, measure and area: its groups, and how many boroughs it holds."""
    groups: dict = defaultdict(lambda: defaultdict(_Group))
    areas: dict = defaultdict(set)
    for period, figures in published.items():
        for (measure, area, group, code, figure), count in figures.items():
            if area not in declared.inner_outer or code not in declared.ethnic_group:
                continue
            if figure not in PARTS:
                continue
            one = (count, 0, 1) if figure == PARTS[0] else (0, count, 0)
            for place in (area, LONDON):
                key = (period, measure, place)
                groups[key][group] = groups[key][group].plus(_Group(*one))
                areas[key].add(area)
    return groups, {key: len(held) for key, held in areas.items()}


def _fault(row: Mapping[str, str], groups: Mapping[str, _Group], boroughs: int) -> str:
    """What is wrong with a row; empty if nothing is."""
    known = _Group()
    for name, group in groups.items():
        known = known.plus(group) if name != "Not known" else known
    own = groups.get(row["ethnic_group"])
    reference = {
        "White British": groups.get("White British"),
        "All other children": own and known.plus(own, -1),
    }.get(row["reference_group"])
    if own is None or reference is None:
        return "a group that the counts do not have"
    four = (
        own.with_step, own.without_step, reference.with_step, reference.without_step
    )  # fmt: skip
    if tuple(number(row[column]) for column in _FOUR) != four:
        return "counts that are not the published ones"
    if number(row["boroughs_included"]) != boroughs:
        return "another number of boroughs than the counts have"
    unknown = groups.get("Not known", _Group())
    at_risk = sum(g.with_step + g.without_step for g in groups.values())
    share = number(row["unknown_ethnicity_percent"])
    told = 100 * (unknown.with_step + unknown.without_step) / at_risk if at_risk else 0
    if share is not None and not abs(share - told) <= 0.501:
        return "a share of unknown ethnicity that the counts do not give"
    figures = [number(row[column]) for column in _RATIO]
    if min(four) < FEWEST:
        return "" if figures == [None] * 3 else "a ratio of counts under 10"
    a, b, c, d = four
    variance = sum(
        1 / n + NOISE * min(cells, n) / n**2
        for n, cells in zip(
            four, (own.cells,) * 2 + (reference.cells,) * 2, strict=True
        )
    )
    reach = math.exp(_Z95 * math.sqrt(variance))
    ratio = a * d / (b * c)
    for figure, right in zip(
        figures, (ratio, ratio / reach, ratio * reach), strict=True
    ):
        if figure is None or not abs(figure - right) <= 0.0051:
            return "a ratio or limit that its counts do not give"
    return ""
