"""The layout of a return, read from its one declaration: the dbt source YAML.

A `Table` is what lands; a `Form` is a list as the borough knows it, with the fields that
the privacy notice leaves out. No second specification exists.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import yaml

from ingest.project import project_root, read_seed


@dataclass(frozen=True)
class Column:
    """A field that the notice lists, and that therefore may land."""

    name: str
    """Warehouse column, such as cp_plan_start_date."""
    source_field: str
    """Heading on the borough's form."""
    type: str
    """pseudonym, month, sector, date, integer, code or text."""


@dataclass(frozen=True)
class Form:
    """One list of a return, as a borough fills it in."""

    list_number: int
    list_name: str
    table_name: str | None
    """The landing table, or None when the notice names no field of the list."""
    columns: tuple[Column, ...]
    """The fields that land, in the order of the declaration."""
    unlisted_fields: tuple[str, ...]
    """Headings that we know and that never land."""

    @property
    def label(self) -> str:
        """What messages call it: the borough's own words."""
        return f"List {self.list_number} ({self.list_name})"


def heading_key(text: str) -> str:
    """A heading without case, spacing and punctuation, for comparing.

    Boroughs write apostrophes curly or not at all, double a bracket, or run words
    together; letters and digits alone carry the field.
    """
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", text).casefold())


@cache
def forms(return_name: str = "annex_a") -> tuple[Form, ...]:
    """The lists of a return, those that land first."""
    folder = project_root() / "models" / "staging" / return_name
    declared = yaml.safe_load((folder / f"_{return_name}__sources.yml").read_text())
    unlisted: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for row in read_seed("governance/fields_not_in_notice"):
        if row["return_name"] == return_name:
            number = int(row["list_number"])
            names[number] = row["list_name"]
            unlisted.setdefault(number, []).append(row["source_field"])
    landing = []
    for table in declared["sources"][0]["tables"]:
        meta = table["config"]["meta"]
        number = meta["list_number"]
        landing.append(
            Form(
                number,
                meta["list_name"],
                table["name"],
                tuple(_columns(table)),
                tuple(unlisted.pop(number, [])),
            )
        )
    withheld = [Form(n, names[n], None, (), tuple(f)) for n, f in unlisted.items()]
    return (*landing, *withheld)


def _columns(table: dict) -> list[Column]:
    fields = [(column["name"], column["config"]["meta"]) for column in table["columns"]]
    return [
        Column(name, meta["source_field"], meta["type"])
        for name, meta in fields
        if "source_field" in meta
    ]


@cache
def heading_fields(return_name: str = "annex_a") -> dict[str, frozenset[str]]:
    """Every heading we know, as its key, to the fields it may stand for."""
    found: dict[str, set[str]] = {}
    for form in forms(return_name):
        for field in (*(c.source_field for c in form.columns), *form.unlisted_fields):
            found.setdefault(heading_key(field), set()).add(field)
    for row in read_seed("codes/header_variants"):
        if row["return_name"] == return_name:
            key = heading_key(row["variant"])
            found.setdefault(key, set()).add(row["source_field"])
    return {key: frozenset(fields) for key, fields in found.items()}


@cache
def person_columns(return_name: str = "annex_a") -> dict[str, Column]:
    """The fields that say who a child is, by heading, wherever they stand.

    A list that does not land is still read for them: a full date of birth there
    refuses the file all the same.
    """
    return {
        column.source_field: column
        for form in forms(return_name)
        for column in form.columns
        if column.type in ("pseudonym", "month", "sector") or column.name == "age_years"
    }
