"""True counts in, protected counts out: the one place that knows both.

Keyed additive random rounding to base 5. Each cell of the finest cube goes to the
multiple of five below or above it, by a number that only the rounding secret gives: the
same cell always goes the same way, on average neither up nor down, and nobody can tell
which way without the secret. Totals are sums of these cells, never rounded again. A
subset is never shown larger than what it is a subset of.
"""

import hmac

BASE = 5


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
        # Numerator and denominator are rounded apart: with one number for both, a pair
        # that went different ways would tell how far each is from its multiple.
        place = "|".join(
            cell[key]
            for key in ("measure", "time_period", "borough_code", "ethnicity_code")
        )
        at_risk = rounded(cell["children_at_risk"], secret, f"at_risk|{place}")
        with_step = rounded(cell["children_with"], secret, f"with|{place}")
        cell["children_at_risk"] = at_risk
        cell["children_with"] = min(with_step, at_risk)
    kinds = [(name, pyarrow.string()) for name in ("measure", "time_period")]
    kinds += [(name, pyarrow.string()) for name in ("borough_code", "ethnicity_code")]
    kinds += [(n, pyarrow.int64()) for n in ("children_at_risk", "children_with")]
    return pyarrow.Table.from_pylist(cells, schema=pyarrow.schema(kinds))
