"""A table of true counts to its protected twin, period by period.

Measures that a relation joins are rounded together; a cube that another must agree with
is rounded first and then stands. A twin is a model of these lines:

    known = geography(dbt.ref("boroughs"), dbt.ref("ethnic_groups"))
    return protected_table("ladder_counts", dbt.ref("ladder_counts"), known)

A linked cube names what it must agree with, which is then built before it:

    earlier = {"equality_counts": dbt.ref("protected_counts")}
    true = dbt.ref("equality_counts_by_age_sex")
    return protected_table("equality_counts_by_age_sex", true, known, earlier)

Each has its entry in `cubes.CUBES`, and a `ledger_rows` in `models/protection/
ledger_entries.py`: without it an unchanged count could be rounded anew. A published table
made of it needs its entry in `liia/release/audit/contents.py`, or no release is written.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from scipy import sparse

from ingest.errors import ProtectionFailed
from liia.configuration import settings
from liia.keys import read_key
from liia.protection import ledger, rounding
from liia.protection.cubes import CUBES, Cube, Geography, Side, relations
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


def ledger_rows(name: str, true, protected):
    """An Arrow table of cell, period, digest of the true count, and what is published."""
    import pyarrow

    cube = CUBES[name]
    secret = read_key(settings().key_file("rounding"), "rounding").secret
    counts, published = read_counts(cube, true), read_counts(cube, protected)
    rows = [
        (said, period, ledger.digest(secret, said, count), published[period][cell])
        for period, cells in counts.items()
        for cell, count in cells.items()
        for said in [cell_name(cube, period, cell)]
    ]
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
        place = [row.get("measure", cube.name), row["borough_code"]]
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
    columns = ("measure", "borough_code", *cube.categories, "figure")
    # The sums of a linked cube by borough and group are promised where it is linked to.
    kept_apart = (
        ("measure", "ethnic_group", "figure") if cube.is_linked else ("measure",)
    )
    matrix, over_areas = totals(cells, columns, geography, kept_apart)
    areas = np.unique([cell[1] for cell in cells], return_inverse=True)[1]
    several = contributing_areas(matrix, true, areas) >= rounding.FEWEST_AREAS
    measures = ", ".join(sorted({cell[0] for cell in cells}))
    problem = rounding.Problem(
        name=f"{cube.name}, {measures}, {period}",
        true=true,
        lean=np.array(lean),
        kept=np.array(kept),
        is_frozen=np.array(frozen),
        promised=matrix[
            several & over_areas if cube.is_linked else several | ~over_areas
        ],
        held=_by_group(cells, cube, geography),
        bounds=_bounds(cube, cells, geography, others),
        may_move=cube.is_linked,
    )
    published, _ = rounding.publish(problem)
    return dict(zip(cells, published.tolist(), strict=True))


def _by_group(cells: list[Cell], cube: Cube, geography: Geography) -> sparse.csr_matrix:
    """A row for each figure of a borough and ethnic group."""
    keys = [
        (cell[0], cell[1], _group(cell, cube, geography), cell[-1]) for cell in cells
    ]
    return _sums(keys, sorted(set(keys)))


def _bounds(cube, cells, geography, others) -> list[rounding.Bound]:
    """What the declared relations ask of the cells, beside what stands of other cubes."""
    bounds = []
    for relation in relations():
        if relation.lesser.cube != cube.name:
            continue
        within = relation.greater.cube == cube.name
        greater_cube = CUBES[relation.greater.cube]
        greater = cells if within else list(others.get(greater_cube.name, ()))
        by_code = "ethnicity_code" in {*cube.categories} & {*greater_cube.categories}
        lesser_keys = _keys(relation.lesser, cells, cube, geography, by_code)
        greater_keys = _keys(
            relation.greater, greater, greater_cube, geography, by_code
        )
        if relation.lesser.measure != "*":
            lesser_keys, greater_keys = (
                [key and ("*", *key[1:]) for key in keys]
                for keys in (lesser_keys, greater_keys)
            )
        shared = sorted(({*lesser_keys} & {*greater_keys}) - {None})
        if not shared:
            continue
        matrix, greater_sums = _sums(lesser_keys, shared), _sums(greater_keys, shared)
        if within:
            matrix, most = matrix - greater_sums, np.zeros(len(shared))
        else:
            standing = others[greater_cube.name]
            most = greater_sums @ np.array([standing[c] for c in greater], dtype=float)
        least = most if relation.kind == "same" else np.full(len(shared), -np.inf)
        bounds.append(rounding.Bound(matrix.tocsr(), least, most))
    return bounds


def _keys(side: Side, cells, cube, geography, by_code) -> list[tuple | None]:
    """What each cell counts towards on that side: measure, borough, code or group."""
    return [
        (
            cell[0],
            cell[1],
            cell[2] if by_code else _group(cell, cube, geography),
        )
        if side.measure in ("*", cell[0]) and cell[-1] in side.figures
        else None
        for cell in cells
    ]


def _group(cell: Cell, cube: Cube, geography: Geography) -> str:
    is_coded = cube.categories[0] == "ethnicity_code"
    return geography.ethnic_group[cell[2]] if is_coded else cell[2]


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
            measured = cell[:1] if "measure" in cube.place else ()
            rows[(*measured, period, *cell[1:-1])][cell[-1]] = count
    columns = {
        name: pyarrow.array([place[n] for place in rows], pyarrow.string())
        for n, name in enumerate(cube.place)
    }
    for figure in cube.figures:
        values = [figures[figure] for figures in rows.values()]
        columns[figure] = pyarrow.array(values, pyarrow.int64())
    return pyarrow.table(columns)
