"""A table of true counts to its protected twin, period by period.

Measures that a relation joins are rounded together; a cube that another must agree with
is rounded first and then stands. A twin is a model of these lines:

    dbt.config(materialized="table")
    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    return protected_table("ladder_counts", dbt.ref("ladder_counts"), known)

One that a relation links to another cube names that cube's twin, built before it:

    earlier = {"equality_counts": dbt.ref("protected_counts")}
    true = dbt.ref("equality_counts_by_age_sex")
    return protected_table("equality_counts_by_age_sex", true, known, earlier)

What else a new cube needs is told in docs/method_disclosure.md.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from scipy import sparse

from ingest.errors import ProtectionFailed
from liia.configuration import settings
from liia.keys import read_key
from liia.protection import ledger, rounding
from liia.protection.cubes import (
    CUBES,
    Cube,
    Geography,
    Side,
    linked_cubes,
    relations,
)
from liia.protection.totals import Cell, contributing_areas, totals

Counts = dict[str, dict[Cell, int]]
"""By period: cell (measure, borough, categories, figure) to count."""


def protected_table(name: str, true, geography: Geography, earlier: Mapping = {}):
    """The protected twin of the cube `name` as an Arrow table.

    `true` is its relation; `earlier` has the protected twins, by name of their cube,
    that its relations speak of.
    """
    cube = CUBES[name]
    key = read_key(settings().key_file("rounding"), "rounding")
    known = ledger.read(settings(), key)
    counts = read_counts(cube, true)
    _add_closed_years(cube, counts, known)
    standing = {
        cube_name: read_counts(CUBES[cube_name], table)
        for cube_name, table in earlier.items()
    }
    published: Counts = {}
    for period, cells in counts.items():
        published[period] = {}
        for together in _components(cube, cells):
            others = {n: periods.get(period, {}) for n, periods in standing.items()}
            published[period] |= _publish(
                cube, period, together, geography, others, key.secret, known
            )
    return _to_arrow(cube, published)


def geography(boroughs, ethnic_groups) -> Geography:
    """What boroughs and ethnic codes belong to, from the relations of the two seeds."""
    areas, codes = (t.to_arrow_table().to_pylist() for t in (boroughs, ethnic_groups))
    return Geography(
        {row["borough_code"]: row["inner_outer"] for row in areas},
        {row["ethnicity_code"]: row["ethnic_group"] for row in codes},
    )


def ledger_rows(twins: Mapping[str, tuple]):
    """An Arrow table of cell, period, digest of the true count, and what is published.

    `twins` has the true and the protected relation of each cube: without a cube's own an
    unchanged count of it could be rounded anew, so all must be there.
    """
    import pyarrow

    if twins.keys() != CUBES.keys():
        raise ProtectionFailed("a cube has no entries for the ledger, or is no cube")
    secret = read_key(settings().key_file("rounding"), "rounding").secret
    rows = []
    for name, (true, protected) in twins.items():
        cube = CUBES[name]
        published = read_counts(cube, protected)
        for period, cells in read_counts(cube, true).items():
            for cell, count in cells.items():
                said = cell_name(cube, period, cell)
                digest = ledger.digest(secret, said, count)
                rows.append((said, period, digest, published[period][cell]))
    names = ("cell", "time_period", "digest", "published")
    kinds = (pyarrow.string(),) * 3 + (pyarrow.int64(),)
    columns = zip(*rows, strict=True) if rows else [()] * 4
    return pyarrow.table(
        {n: pyarrow.array(c, k) for n, c, k in zip(names, columns, kinds, strict=True)}
    )


def cell_name(cube: Cube, period: str, cell: Cell) -> str:
    """What a cell is called in the ledger, and to the secret."""
    return "|".join((cube.name, period, *cell))


def read_counts(cube: Cube, table) -> Counts:
    """Counts of a relation of that cube's shape."""
    counts: Counts = defaultdict(dict)
    for row in table.to_arrow_table().to_pylist():
        place = [
            row["measure"] if cube.has_measures else cube.name,
            row["borough_code"],
        ]
        place += [row[column] for column in cube.categories]
        for figure in cube.figures:
            counts[row["time_period"]][(*place, figure)] = row[figure]
    return dict(counts)


def _add_closed_years(cube: Cube, counts: Counts, known: ledger.Ledger) -> None:
    """Cells of closed years whose children are no longer held."""
    for said, published in known.frozen.items():
        name, period, *cell = said.split("|")
        if name == cube.name:
            counts.setdefault(period, {}).setdefault(tuple(cell), published)


def _components(cube: Cube, cells: Mapping[Cell, int]) -> list[dict[Cell, int]]:
    """Cells by measure, with measures that a relation within the cube joins together."""
    home = {cell[0]: cell[0] for cell in cells}
    for relation in relations():
        sides = (relation.lesser, relation.greater)
        if all(side.cube == cube.name and side.measure in home for side in sides):
            kept, gone = (home[side.measure] for side in sides)
            home = {m: kept if root == gone else root for m, root in home.items()}
    parts: dict[str, dict[Cell, int]] = defaultdict(dict)
    for cell in sorted(cells):
        parts[home[cell[0]]][cell] = cells[cell]
    return list(parts.values())


def _publish(cube, period, counts, geography, others, secret, known) -> dict[Cell, int]:
    cells = list(counts)
    true = np.array([counts[cell] for cell in cells], dtype=np.int64)
    if (true < 0).any():
        raise ProtectionFailed(
            f"{cube.name} holds a count below 0: nothing is published."
        )
    names = [cell_name(cube, period, cell) for cell in cells]
    frozen = [name in known.frozen for name in names]
    kept = [
        known.frozen[name]
        if is_frozen
        else known.by_digest.get((name, ledger.digest(secret, name, count)), -1)
        for name, is_frozen, count in zip(names, frozen, true.tolist(), strict=True)
    ]
    lean = [
        rounding.lean(c, secret, n) for c, n in zip(true.tolist(), names, strict=True)
    ]
    # A linked cube promises no sums of its own: they are those it is linked to.
    is_linked = cube.name in linked_cubes()
    matrix, over_areas = totals(cells, cube.columns, geography, cube.promised_sums)
    areas = np.unique([cell[1] for cell in cells], return_inverse=True)[1]
    several = contributing_areas(matrix, true, areas) >= rounding.FEWEST_AREAS
    measures = ", ".join(sorted({cell[0] for cell in cells}))
    problem = rounding.Problem(
        name=f"{cube.name}, {measures}, {period}",
        true=true,
        lean=np.array(lean),
        kept=np.array(kept),
        is_frozen=np.array(frozen),
        promised=matrix[(several | ~over_areas) & (not is_linked)],
        held=_held(cells, cube, geography),
        bounds=_bounds(cube, cells, geography, others),
        may_move=is_linked,
    )
    published, _ = rounding.publish(problem)
    return dict(zip(cells, published.tolist(), strict=True))


def _held(cells: list[Cell], cube: Cube, geography: Geography) -> sparse.csr_matrix:
    """A row for each sum that a linked cube must agree with."""
    keys = [
        _keys(relation.greater, cells, cube, geography, relation.same_by)
        for relation in relations()
        if relation.greater.cube == cube.name and relation.is_link
    ]
    rows = [_sums(of_side, sorted({*of_side} - {None})) for of_side in keys]
    return sparse.vstack([sparse.csr_matrix((0, len(cells))), *rows], format="csr")


def _bounds(cube, cells, geography, others) -> list[rounding.Bound]:
    """What the declared relations ask of the cells, beside what stands of other cubes."""
    bounds = []
    for relation in relations():
        if relation.lesser.cube != cube.name:
            continue
        greater_cube = CUBES[relation.greater.cube]
        greater = cells
        if relation.is_between_cubes:
            greater = list(others.get(greater_cube.name, ()))
        lesser_keys, greater_keys = (
            _keys(side, of_side, side_cube, geography, relation.same_by)
            for side, of_side, side_cube in (
                (relation.lesser, cells, cube),
                (relation.greater, greater, greater_cube),
            )
        )
        shared = sorted(({*lesser_keys} & {*greater_keys}) - {None})
        if not shared:
            continue
        matrix, greater_sums = _sums(lesser_keys, shared), _sums(greater_keys, shared)
        if relation.is_between_cubes:
            standing = others[greater_cube.name]
            most = greater_sums @ np.array([standing[c] for c in greater], dtype=float)
        else:
            matrix, most = matrix - greater_sums, np.zeros(len(shared))
        least = most if relation.kind == "same" else np.full(len(shared), -np.inf)
        bounds.append(rounding.Bound(matrix.tocsr(), least, most))
    return bounds


def _keys(side: Side, cells, cube: Cube, geography: Geography, same_by) -> list:
    """What each cell counts towards on that side: borough and categories; else None.

    Where the relation is of each measure, so is the key.
    """
    places = [_place(cube, column) for column in same_by]
    is_group = [
        column == "ethnic_group" and column not in cube.categories for column in same_by
    ]
    keys = []
    for cell in cells:
        if side.measure not in ("*", cell[0]) or cell[-1] not in side.figures:
            keys.append(None)
            continue
        values = (
            geography.ethnic_group[cell[place]] if is_of_group else cell[place]
            for place, is_of_group in zip(places, is_group, strict=True)
        )
        keys.append((cell[0] if side.measure == "*" else "", cell[1], *values))
    return keys


def _place(cube: Cube, column: str) -> int:
    """Where in a cell that category stands, or the code that a group is told by."""
    if column == "ethnic_group" and column not in cube.categories:
        column = "ethnicity_code"
    return cube.columns.index(column)


def _sums(keys: list, rows: list) -> sparse.csr_matrix:
    """A row for each of `rows`: the sum of the cells of that key."""
    place = {key: number for number, key in enumerate(rows)}
    pairs = [(place[k], column) for column, k in enumerate(keys) if k in place]
    row, column = zip(*pairs, strict=True) if pairs else ((), ())
    return sparse.csr_matrix(
        (np.ones(len(row)), (row, column)), shape=(len(rows), len(keys))
    )


def _to_arrow(cube: Cube, published: Counts):
    import pyarrow

    rows: dict[tuple, dict[str, int]] = defaultdict(dict)
    for period, cells in published.items():
        for cell, count in cells.items():
            measured = cell[:1] if cube.has_measures else ()
            rows[(*measured, period, *cell[1:-1])][cell[-1]] = count
    columns = {
        name: pyarrow.array([place[n] for place in rows], pyarrow.string())
        for n, name in enumerate(cube.place)
    }
    for figure in cube.figures:
        values = [figures[figure] for figures in rows.values()]
        columns[figure] = pyarrow.array(values, pyarrow.int64())
    return pyarrow.table(columns)
