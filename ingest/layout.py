"""The layouts of the returns, read from their one declaration: the dbt source YAML.

A `Form` is a list, file or module as the borough knows it: the fields that land, and the
fields that we know and that the privacy notice leaves out. No second specification
exists.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml

from ingest.project import project_root, read_seed

RETURNS = {"annex_a": "Annex A", "cin_census": "CIN census", "ssda903": "SSDA903"}
"""Each return as landing calls it, and in the borough's words."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C where the wheel has it: six times as fast."""
TABULAR = ("annex_a", "ssda903")
"""Returns whose fields are known by their headings; a census names them itself."""


@dataclass(frozen=True)
class Column:
    """A field that the notice lists, and that therefore may land."""

    name: str
    """Warehouse column, such as cp_plan_start_date."""
    source_field: str
    """Heading or element on the borough's form."""
    type: str
    """pseudonym, month, sector, date, integer, code or text."""
    code_set: str | None = None
    """Of a code: which list it is of."""
    is_always_filled: bool = False
    """Whether a row without it is one that the borough should look at."""
    year_from: int | None = None
    """First return year that asks for it (2022: April 2021 to March 2022)."""
    year_to: int | None = None

    def is_in_force(self, year: int) -> bool:
        """Whether the return of that year asks for the field."""
        return (self.year_from or 0) <= year <= (self.year_to or 9999)


@dataclass(frozen=True)
class Form:
    """One list, file or module of a return, as a borough fills it in."""

    return_name: str
    position: int
    """Its place in the return, for the order of a receipt."""
    label: str
    """What messages call it: List 7 (Child protection plans), episodes, Section47."""
    table_name: str | None
    """The landing table, or None when the notice names no field of it."""
    columns: tuple[Column, ...]
    """The fields that land, in the order of the declaration."""
    unlisted_fields: tuple[str, ...]
    """Fields that we know and that never land."""
    tells_period: bool = False
    """Whether its dates alone say which period the return is of: reviews may lie years
    before or after, episodes do not.
    """

    @property
    def fields(self) -> frozenset[str]:
        """Every field that we know."""
        return frozenset(
            (*(c.source_field for c in self.columns), *self.unlisted_fields)
        )

    @property
    def id_field(self) -> str | None:
        """The field of child ids, on a form that lands."""
        found = [c.source_field for c in self.columns if c.type == "pseudonym"]
        return found[0] if found else None


@lru_cache(4096)
def heading_key(text: str) -> str:
    """A heading without case, spacing and punctuation, for comparing.

    Boroughs write apostrophes curly or not at all, double a bracket, or run words
    together; letters and digits alone carry the field.
    """
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", text).casefold())


@cache
def forms(return_name: str) -> tuple[Form, ...]:
    """The forms of a return, those that land first."""
    path = f"models/staging/{return_name}/_{return_name}__sources.yml"
    text = (project_root() / path).read_text(encoding="utf-8")
    declared = yaml.load(text, Loader=_LOADER)
    unlisted: dict[tuple[int, str], list[str]] = {}
    for row in read_seed("governance/fields_not_in_notice"):
        if row["return_name"] == return_name:
            place = (int(row["position"]), row["form"])
            unlisted.setdefault(place, []).append(row["source_field"])
    landing = []
    for table in declared["sources"][0]["tables"]:
        meta = table["config"]["meta"]
        place = (meta["position"], meta["label"])
        landing.append(
            Form(
                return_name,
                *place,
                table["name"],
                tuple(_columns(table)),
                tuple(unlisted.pop(place, [])),
                meta.get("tells_period", False),
            )
        )
    withheld = [
        Form(return_name, *place, None, (), tuple(fields))
        for place, fields in unlisted.items()
    ]
    return (*landing, *withheld)


def landing_forms() -> list[Form]:
    """The forms of every return that have a landing table."""
    return [form for name in RETURNS for form in forms(name) if form.table_name]


def _columns(table: dict) -> list[Column]:
    fields = [
        (column["name"], (column.get("config") or {}).get("meta") or {})
        for column in table["columns"]
    ]
    return [
        Column(
            name,
            meta["source_field"],
            meta["type"],
            meta.get("code_set"),
            meta.get("always_filled", False),
            meta.get("year_from"),
            meta.get("year_to"),
        )
        for name, meta in fields
        if "source_field" in meta
    ]


@cache
def heading_fields(return_name: str) -> dict[str, frozenset[str]]:
    """Every heading or element we know, as its key, to the fields it may stand for."""
    found: dict[str, set[str]] = {}
    for form in forms(return_name):
        for name in form.fields:
            found.setdefault(heading_key(name), set()).add(name)
    for row in read_seed("codes/header_variants"):
        if row["return_name"] == return_name:
            key = heading_key(row["variant"])
            found.setdefault(key, set()).add(row["source_field"])
    return {key: frozenset(fields) for key, fields in found.items()}


@cache
def heading_words(return_name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Wordings by which an unknown heading tells of a field, each with the field."""
    return tuple(
        (re.compile(row["words"]), row["source_field"])
        for row in read_seed("codes/heading_words")
        if row["return_name"] == return_name
    )


def elements_of(return_name: str, source_field: str) -> set[str]:
    """A field's own name and every variant of it, as they are written."""
    variants = {
        row["variant"]
        for row in read_seed("codes/header_variants")
        if (row["return_name"], row["source_field"]) == (return_name, source_field)
    }
    return {source_field, *variants}


@cache
def variant_years(return_name: str) -> dict[str, tuple[int, int]]:
    """Headings, as their keys, that only some years' returns use: first and last."""
    return {
        heading_key(row["variant"]): (
            int(row["year_from"] or 0),
            int(row["year_to"] or 9999),
        )
        for row in read_seed("codes/header_variants")
        if row["return_name"] == return_name and (row["year_from"] or row["year_to"])
    }


@cache
def person_columns(return_name: str) -> dict[str, Column]:
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


@cache
def identifying_fields(return_name: str) -> frozenset[str]:
    """Fields that identify by what they are, such as a UPN: filled, they refuse."""
    return frozenset(
        row["source_field"]
        for row in read_seed("governance/fields_not_in_notice")
        if row["return_name"] == return_name and row["reason"] == "identifies"
    )
