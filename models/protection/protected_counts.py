"""True counts in, protected counts out: the one place that knows both.

Keyed additive random rounding to base 5. The inner figures of the cube are the children
with the step and the children without it, by borough and ethnic code. Each goes to the
multiple of five below or above it, by a number that only the rounding secret gives: the
same figure always goes the same way, on average neither up nor down, and nobody can tell
which way without the secret. Every total, the children at risk among them, is a sum of
these figures and is never rounded again.
"""

import hmac

BASE = 5
PLACE = ("measure", "time_period", "borough_code", "ethnicity_code")
FIGURES = ("children_with", "children_without")


def rounded(count: int, secret: bytes, cell: str) -> int:
    """`count` as the multiple of five below or above; multiples of five stay."""
    below, rest = count - count % BASE, count % BASE
    digest = hmac.digest(secret, cell.encode(), "sha256")
    is_up = int.from_bytes(digest[:8], "big") / 2**64 < rest / BASE
    return below + BASE * is_up


def model(dbt, session):
    import pyarrow

    from liia.configuration import settings
    from liia.keys import read_key

    dbt.config(materialized="table")
    secret = read_key(settings().key_file("rounding"), "rounding").secret
    cells = dbt.ref("equality_counts").to_arrow_table().to_pylist()
    for cell in cells:
        place = "|".join(cell[name] for name in PLACE)
        for figure in FIGURES:
            cell[figure] = rounded(cell[figure], secret, f"{figure}|{place}")
    kinds = [(name, pyarrow.string()) for name in PLACE]
    kinds += [(name, pyarrow.int64()) for name in FIGURES]
    return pyarrow.Table.from_pylist(cells, schema=pyarrow.schema(kinds))
