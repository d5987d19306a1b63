"""The 33 London authorities, from `seeds/geography/boroughs.csv`."""

from dataclasses import dataclass
from functools import cache

from ingest.errors import UnknownBorough
from ingest.project import read_seed


@dataclass(frozen=True)
class Borough:
    """One London authority."""

    code: str
    """LIIA's three letters, such as ISL. Not to be mixed with placement codes (WAL)."""
    name: str
    gss_code: str
    """ONS code, such as E09000019."""
    dfe_code: str
    """DfE number, such as 206: the one that stands in a CIN census header."""


@cache
def boroughs() -> dict[str, Borough]:
    """Every borough by its LIIA code."""
    return {
        row["borough_code"]: Borough(
            row["borough_code"], row["borough_name"], row["gss_code"], row["dfe_code"]
        )
        for row in read_seed("geography/boroughs")
    }


def find_borough(code: str) -> Borough:
    """The borough of a LIIA, GSS or DfE code, in any case.

    Raises UnknownBorough, listing the codes, when it is none of them.
    """
    wanted = code.strip().upper()
    for borough in boroughs().values():
        if wanted in (borough.code, borough.gss_code, borough.dfe_code):
            return borough
    known = ", ".join(sorted(boroughs()))
    raise UnknownBorough(f"no London borough has that code. The codes are {known}.")
