"""Which cells each total is a sum of, as a sparse matrix with a row for each total."""

from collections.abc import Collection
from itertools import product

import numpy as np
from scipy import sparse

from liia.protection.cubes import Geography

Cell = tuple[str, ...]
"""Measure, borough, categories, figure: the values that name a leaf cell."""


def totals(
    cells: list[Cell],
    columns: tuple[str, ...],
    geography: Geography,
    within_a_borough: Collection[str],
) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Every total of more than one cell, and whether it is a sum over areas.

    `columns` name the values of a cell; a measure is never summed over. Within a borough
    only some are, and never figures: with a promise for the few children with a step and
    without it together, both could not go up, and small odds would be pulled.
    """
    codes, sizes = [], []
    for place, column in enumerate(columns):
        levels = (None,) if column == "measure" else geography.levels(column)
        names = [cell[place] for cell in cells]
        coded = [
            np.unique(
                [level[n] if level is not None else n for n in names], False, True
            )
            for level in levels
        ]
        codes.append([inverse for _, inverse in coded])
        sizes.append(max(len(values) for values, _ in coded))
    rows, over_areas = [], []
    area = columns.index("borough_code")
    for levels in product(*(range(len(of_axis)) for of_axis in codes)):
        summed = {c for c, level in zip(columns, levels, strict=True) if level}
        if not summed or (
            "borough_code" not in summed and summed - {*within_a_borough}
        ):
            continue
        key = np.zeros(len(cells), dtype=np.int64)
        for of_axis, size, level in zip(codes, sizes, levels, strict=True):
            key = key * size + of_axis[level]
        _, row = np.unique(key, return_inverse=True)
        rows.append(row)
        over_areas.append(np.full(row.max() + 1, levels[area] > 0))
    matrix = sparse.vstack(
        [
            sparse.csr_matrix((np.ones(len(cells)), (row, np.arange(len(cells)))))
            for row in rows
        ],
        format="csr",
    )
    several = np.diff(matrix.indptr) > 1
    return matrix[several], np.concatenate(over_areas)[several]


def contributing_areas(
    matrix: sparse.csr_matrix, true: np.ndarray, areas: np.ndarray
) -> np.ndarray:
    """How many areas each total has a child from."""
    has_child = sparse.diags_array((true > 0).astype(float))
    of_area = sparse.csr_matrix(
        (np.ones(len(areas)), (np.arange(len(areas)), areas)),
        shape=(len(areas), areas.max() + 1),
    )
    return np.diff((matrix @ has_child @ of_area).tocsr().indptr)
