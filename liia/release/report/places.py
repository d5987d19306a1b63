"""The 33 boroughs as the report places them: names, codes, and a tile for each.

The tiles are London Squared by After the Flood (ISC licence), whose rows run from north
to south and columns from west to east; the City is as large as Croydon there.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.boroughs import boroughs


@dataclass(frozen=True)
class Place:
    """A borough and its tile."""

    name: str
    code: str
    row: int
    column: int


@cache
def places() -> dict[str, Place]:
    """Every borough by its name, in the order of the alphabet."""
    text = files("liia.release.report").joinpath("tiles.csv").read_text("utf-8")
    tiles = {line["code"]: line for line in csv.DictReader(text.splitlines())}
    found = {}
    for borough in sorted(boroughs().values(), key=lambda one: one.name):
        tile = tiles[borough.code]
        found[borough.name] = Place(
            borough.name, borough.code, int(tile["row"]), int(tile["column"])
        )
    return found
