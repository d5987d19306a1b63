"""Keyed additive random rounding to base 5.

Each inner figure goes to the multiple of five below or above it, by a number that only
the rounding secret gives: the same figure always goes the same way, on average neither up
nor down, and nobody can tell which way without the secret.
"""

import hmac
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

BASE = 5


def rounded(count: int, secret: bytes, cell: str) -> int:
    """`count` as the multiple of five below or above; multiples of five stay."""
    below, rest = count - count % BASE, count % BASE
    digest = hmac.digest(secret, cell.encode(), "sha256")
    is_up = int.from_bytes(digest[:8], "big") / 2**64 < rest / BASE
    return below + BASE * is_up


def protected(
    table: "pyarrow.Table", cube: str, place: Sequence[str], figures: Sequence[str]
) -> "pyarrow.Table":
    """`table` with its figures rounded; a cell is known by its cube, figure and place."""
    import pyarrow

    from liia.configuration import settings
    from liia.keys import read_key

    secret = read_key(settings().key_file("rounding"), "rounding").secret
    cells = table.to_pylist()
    for cell in cells:
        where = "|".join(cell[name] for name in place)
        for figure in figures:
            cell[figure] = rounded(cell[figure], secret, f"{cube}{figure}|{where}")
    kinds = [(name, pyarrow.string()) for name in place]
    kinds += [(name, pyarrow.int64()) for name in figures]
    return pyarrow.Table.from_pylist(cells, schema=pyarrow.schema(kinds))
