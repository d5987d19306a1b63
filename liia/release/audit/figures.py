"""From the csv files of a release to what a reader of them knows."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse

from liia.release.audit.knowledge import Knowledge

WITHIN = 4
"""Every published figure and promised total is so near the truth, readers are told."""
FEWEST_AREAS = 4
"""Readers are told that totals over fewer areas with children are not promised, nor are
the children at risk of one borough: their two parts are, each."""
PARTS = ("children_with", "children_without")
LONDON = "E12000007"
INNER, OUTER = "E13000001", "E13000002"

Cell = tuple[str, str, str, str]
"""Measure, borough (GSS code), ethnic code, figure."""


@dataclass(frozen=True)
class Declared:
    """Facts that any reader has: what belongs to what."""

    inner_outer: Mapping[str, str]
    """By GSS code of the borough."""
    ethnic_group: Mapping[str, str]
    """By ethnic code."""
    relations: tuple[tuple[str, tuple, tuple], ...] = ()
    """Kind, lesser (measure, figures) and greater, of counts that are published."""

    def joined_measures(self, measures: set[str]) -> list[set[str]]:
        """Measures in sets that no relation joins to each other."""
        sets = [{measure} for measure in sorted(measures)]
        for _, *sides in self.relations:
            named = {measure for measure, _ in sides} & measures
            joined = set().union(*(s for s in sets if s & named))
            sets = [s for s in sets if not s & named] + ([joined] if joined else [])
        return sets

    def ancestors(self, cell: Cell) -> Iterable[tuple[str, str, str, str]]:
        """Every published figure that a leaf is counted in, itself first."""
        measure, area, code, figure = cell
        region = INNER if self.inner_outer[area] == "Inner" else OUTER
        group = self.ethnic_group[code]
        for place in (area, region, LONDON):
            for ethnicity in ((group, code), (group, "Total"), ("Total", "Total")):
                for part in (figure, "children_at_risk"):
                    yield (measure, place, *ethnicity, part)


Published = dict[str, dict[tuple[str, str, str, str, str], int]]
"""By period: measure, area, group, ethnicity, figure -> what is published."""


def number(said) -> float | None:
    """What a cell of any format says; `low` is a published 0, None is not shown.

    What is no number is not-a-number, which equals nothing.
    """
    if said is None or said in ("z", "x", "[z]", "[x]"):
        return None
    try:
        return 0.0 if said in ("low", "[low]") else float(said)
    except ValueError:
        return math.nan


def read_counts(path: Path) -> Published:
    """The counts of a release's csv; `low` is a 0.

    Raises ValueError where a count is not told as a number.
    """
    periods: Published = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            area = row["new_la_code"] or row["region_code"]
            place = (row["measure"], area, row["ethnic_group"], row["ethnicity"])
            for figure in (*PARTS, "children_at_risk"):
                said = number(row[figure])
                told = math.nan if said is None else said
                periods[row["time_period"]][(*place, figure)] = int(told)
    return dict(periods)


@dataclass
class Rounded:
    """A period's figures after keyed rounding, and what they tell."""

    cells: list[Cell]
    shown: np.ndarray
    knowledge: Knowledge
    totals: int
    """How many of the rows are promised totals; the others are declared relations."""
    faults: list[str]
    """Totals that are not the sum of their parts."""

    def within(self, cap: int) -> "Rounded":
        """The same where readers take promised totals to be within `cap`."""
        more = np.zeros(len(self.knowledge.row_low))
        more[: self.totals] = cap - WITHIN
        row_low = self.knowledge.row_low - more
        row_high = self.knowledge.row_high + more
        return replace(
            self, knowledge=replace(self.knowledge, row_low=row_low, row_high=row_high)
        )


def rounded_knowledge(published: Mapping[tuple, int], declared: Declared) -> Rounded:
    """What readers of additive rounding know of each leaf, and of each promised total."""
    leaves = [
        (key[0], key[1], key[3], key[4])
        for key in published
        if key[1] in declared.inner_outer
        and key[3] in declared.ethnic_group
        and key[4] in PARTS
    ]
    shown = np.array(
        [published[(m, a, declared.ethnic_group[c], c, f)] for m, a, c, f in leaves],
        dtype=float,
    )
    total_of: dict[tuple, list[int]] = defaultdict(list)
    for number, cell in enumerate(leaves):
        for total in dict.fromkeys(declared.ancestors(cell)):
            total_of[total].append(number)
    faults, rows, sums = [], [], []
    for total, parts in total_of.items():
        if total not in published:
            faults.append(f"{total[0]}: a total that its parts add up to is missing")
        elif published[total] != shown[parts].sum():
            faults.append(
                f"{total[0]}, {total[1]}: a total is not the sum of its parts"
            )
        areas = {leaves[n][1] for n in parts if shown[n] > 0}
        is_promised = (
            total[4] in PARTS
            if total[1] in declared.inner_outer
            else len(areas) >= FEWEST_AREAS
        )
        if len(parts) > 1 and is_promised:
            rows.append(parts)
            sums.append(shown[parts].sum())
    orphans = len(published.keys() - total_of.keys())
    if orphans:
        faults.append(f"{orphans} published figures belong to no leaf")
    matrix = _matrix(rows, len(leaves))
    row_low, row_high = np.array(sums) - WITHIN, np.array(sums) + WITHIN
    low, high = np.maximum(shown - WITHIN, 0), shown + WITHIN
    nested, nested_low, nested_high = _nested(leaves, declared)
    knowledge = Knowledge(
        low,
        high,
        sparse.vstack([matrix, nested], format="csr"),
        np.concatenate([row_low, nested_low]),
        np.concatenate([row_high, nested_high]),
        shown,
    )
    return Rounded(leaves, shown, knowledge, len(rows), faults)


def _nested(leaves: list[Cell], declared: Declared):
    """Rows for the declared relations: lesser minus greater, borough by borough."""
    place: dict[tuple, list[int]] = defaultdict(list)
    for number, (measure, area, code, figure) in enumerate(leaves):
        place[(measure, figure, area, code)].append(number)
    row, column, weight, low, high = [], [], [], [], []
    spots = sorted({(area, code) for _, area, code, _ in leaves})
    for kind, lesser, greater in declared.relations:
        for spot in spots:
            sides = [
                [n for f in figures for n in place.get((measure, f, *spot), ())]
                for measure, figures in (lesser, greater)
            ]
            if not all(sides):
                continue
            for sign, numbers in zip((1.0, -1.0), sides, strict=True):
                row += [len(low)] * len(numbers)
                column += numbers
                weight += [sign] * len(numbers)
            low.append(0.0 if kind == "same" else -np.inf)
            high.append(0.0)
    matrix = sparse.csr_matrix((weight, (row, column)), shape=(len(low), len(leaves)))
    return matrix, np.array(low), np.array(high)


def _matrix(rows: list[list[int]], width: int) -> sparse.csr_matrix:
    indices = np.concatenate(rows) if rows else np.array([], dtype=int)
    starts = np.cumsum([0, *map(len, rows)])
    return sparse.csr_matrix(
        (np.ones(len(indices)), indices, starts), (len(rows), width)
    )
