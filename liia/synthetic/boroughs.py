"""The 33 London authorities: what the generator needs to tell one from another."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from liia.synthetic.facts import rows_of
from liia.synthetic.planted.ratios import GROUPS


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
    dfe_la_code: str
    """Three digits, as in the census header."""
    children: int
    """Residents aged 0-17, mid-2024: ONS, as DfE divides by it (OGL v3)."""
    referrals_per_year: float
    """From DfE's published rate, year ending March 2025 (OGL v3)."""
    sectors: tuple[str, ...]
    """Postcode sectors that lie mostly inside it: ONS Postcode Directory (OGL v3)."""


@cache
def boroughs() -> dict[str, Borough]:
    """Every borough by its LIIA code."""
    figures = {row["borough_code"]: row for row in rows_of("borough_figures.csv")}
    columns = {group: group.lower().replace(" ", "_") for group in GROUPS}
    return {
        row["borough_code"]: Borough(
            row["borough_code"],
            row["borough_name"],
            {g: int(row[column]) for g, column in columns.items() if column in row},
            own["dfe_la_code"],
            int(own["children_0_17"]),
            int(own["children_0_17"]) * float(own["referrals_per_10000"]) / 10_000,
            tuple(row["postcode_sectors"].split("|")),
        )
        for row in rows_of("boroughs.csv")
        for own in [figures[row["borough_code"]]]
    }
