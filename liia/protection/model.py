"""True counts of every cube to what is published of each cell.

Borough by borough and period by period, the cells of measures that relations join are
rounded together. What else a new cube needs is told in docs/method_disclosure.md.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from ingest.errors import ProtectionFailed
from liia.configuration import settings
from liia.keys import read_key
from liia.protection import ledger, rounding
from liia.protection.cubes import CUBES, Cell, Cube
from liia.protection.relations import Part, joined, promised, related

Counts = Mapping[Cell, int]


def protected_cells(true: Mapping, ethnic_groups):
    """What is published of each cell of every cube, as an Arrow table.

    `true` is the relation of each cube, by its name, `ethnic_groups` that of the codes.
    A row is a cell of a period: its cube, measure, period, borough, categories and
    figure, `cell` as the ledger calls it, the digest of its true count, `published`, and
    how many releases the ledger knew.
    """
    import pyarrow

    if true.keys() != CUBES.keys():
        raise ProtectionFailed("a cube is not protected, or what is protected is none")
    key = read_key(settings().key_file("rounding"), "rounding")
    known = ledger.read(settings(), key)
    group = {
        row["ethnicity_code"]: row["ethnic_group"]
        for row in ethnic_groups.to_arrow_table().to_pylist()
    }
    periods: dict[str, dict[Cell, int]] = defaultdict(dict)
    for name, table in true.items():
        for period, cell, count in read_counts(CUBES[name], table):
            periods[period][cell] = count
    for said, published in known.frozen.items():
        # Of a closed year, whose children may no longer be held.
        period, cell = _cell_of(said)
        periods[period].setdefault(cell, published)
    rows = []
    for period, counts in sorted(periods.items()):
        for cell, published in protect(counts, period, group, key.secret, known):
            cube, measure, borough, *categories, figure = cell
            said = cell_name(period, cell)
            digest = ledger.digest(key.secret, said, counts[cell])
            place = (cube, measure, period, borough, categories, figure)
            rows.append((*place, said, digest, published, known.releases))
    text, whole = pyarrow.string(), pyarrow.int64()
    kinds = {
        "cube": text,
        "measure": text,
        "time_period": text,
        "borough_code": text,
        "categories": pyarrow.list_(text),
        "figure": text,
        "cell": text,
        "digest": text,
        "published": whole,
        "ledger_releases": whole,
    }
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    return pyarrow.table(
        {
            name: pyarrow.array(column, kind)
            for (name, kind), column in zip(kinds.items(), columns, strict=True)
        }
    )


def cell_name(period: str, cell: Cell) -> str:
    """What a cell is called in the ledger, and to the secret."""
    return "|".join((cell[0], period, *cell[1:]))


def _cell_of(said: str) -> tuple[str, Cell]:
    """Period and cell, from what the ledger calls it."""
    cube, period, measure, borough, *rest, figure = said.split("|")
    if len(CUBES[cube].categories) == 1:
        rest = ["|".join(rest)]  # A category may be told in two words.
    return period, (cube, measure, borough, *rest, figure)


def read_counts(cube: Cube, table) -> Iterator[tuple[str, Cell, int]]:
    """Period, cell and count of a relation of that cube's shape."""
    for row in table.to_arrow_table().to_pylist():
        place = (
            cube.name,
            row["measure"] if cube.has_measures else cube.name,
            row["borough_code"],
            *(row[column] for column in cube.categories),
        )
        for figure in cube.figures:
            yield row["time_period"], (*place, figure), row[figure]


def protect(
    counts: Counts, period: str, group: Mapping[str, str], secret: bytes, known
) -> Iterator[tuple[Cell, int]]:
    """What is published of each cell of a period."""
    parts: dict[tuple[str, Part], list[Cell]] = defaultdict(list)
    for cell in sorted(counts):
        parts[cell[2], cell[:2]].append(cell)
    together = joined({part for _, part in parts})
    for borough in sorted({borough for borough, _ in parts}):
        for some in together:
            cells = [cell for part in sorted(some) for cell in parts[borough, part]]
            if cells:
                yield from _publish(cells, counts, period, group, secret, known)


def _depth(cell: Cell) -> int:
    """How many kinds of cube are made of parts of what this one counts."""
    return len(CUBES) - 1 - list(CUBES).index(cell[0])


def _publish(cells, counts, period, group, secret, known) -> Iterator:
    true = np.array([counts[cell] for cell in cells], dtype=np.int64)
    if (true < 0).any():
        raise ProtectionFailed(
            f"{cells[0][0]} holds a count below 0: nothing is published."
        )
    names = [cell_name(period, cell) for cell in cells]
    frozen = [name in known.frozen for name in names]
    numbers = true.tolist()
    kept = [
        known.frozen[name]
        if is_frozen
        else known.by_digest.get((name, ledger.digest(secret, name, count)), -1)
        for name, is_frozen, count in zip(names, frozen, numbers, strict=True)
    ]
    weight = [rounding.OUTWEIGHS ** _depth(cell) for cell in cells]
    lean = [rounding.lean(c, secret, n) for c, n in zip(numbers, names, strict=True)]
    measures = ", ".join(sorted({cell[1] for cell in cells}))
    problem = rounding.Problem(
        f"{measures} of {cells[0][2]}, {period}",
        true,
        np.array(lean) * weight,
        np.array(kept),
        np.array(frozen),
        *_rows(
            tuple((*cell[:2], "", *cell[3:]) for cell in cells),
            tuple(sorted(group.items())),
        ),
    )
    yield from zip(cells, rounding.publish(problem)[0].tolist(), strict=True)


@cache
def _rows(cells: tuple[Cell, ...], group: tuple) -> tuple:
    """Promised and related sums: the same for every borough that has the same cells."""
    return promised(list(cells), dict(group)), related(list(cells), dict(group))
