"""The 33 London authorities: what the generator needs to tell one from another."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from liia.synthetic.parameters import GROUPS


@dataclass(frozen=True)
class Borough:
    """One London authority."""

    code: str
    """LIIA's three letters, such as ISL."""
    name: str
    ethnic_mix: Mapping[str, int]
    """Group to percent of the pupils of known ethnicity in the borough's schools: DfE
    school census 2021/22 (OGL v3), rounded. Pupils are not referred children, but what
    is planted is conditional on the referral and needs the boroughs only to differ."""
    sectors: tuple[str, ...]
    """Postcode sectors that lie mostly inside it: ONS Postcode Directory (OGL v3)."""


@cache
def boroughs() -> dict[str, Borough]:
    """Every borough by its LIIA code."""
    text = files("liia.synthetic").joinpath("boroughs.csv").read_text("utf-8")
    columns = {group: group.lower().replace(" ", "_") for group in GROUPS}
    return {
        row["borough_code"]: Borough(
            row["borough_code"],
            row["borough_name"],
            {g: int(row[column]) for g, column in columns.items() if column in row},
            tuple(row["postcode_sectors"].split("|")),
        )
        for row in csv.DictReader(text.splitlines())
    }
