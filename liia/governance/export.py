"""Access and portability: everything that is held of one child, in the sender's words.

What landed, cell by cell under the borough's own headings, with the meanings of codes;
and what was made of it. The pseudonym that LIIA stores, and keys made from it, stay here.
"""

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UsageError
from ingest.layout import RETURNS, Form, landing_forms
from ingest.project import read_seed
from liia.clock import today
from liia.configuration import Settings
from liia.database import opened
from liia.governance.certificates import write as write_certificate
from liia.governance.child_rows import child_key, tables_with
from liia.governance.export_page import as_page
from liia.governance.requests import Requests, new_reference
from liia.governance.rights import Child, stored_ids
from liia.warehouse import connect


@dataclass(frozen=True)
class Held:
    """The rows of one table that are about the child."""

    place: str
    """annex_a.referrals, or core.cp_plans."""
    title: str
    """List 3 (Referrals); or what the model's one row is."""
    columns: list[str]
    """The borough's own headings, or the warehouse's names."""
    rows: list[list[str | None]]
    meanings: dict[str, dict[str, str]]
    """Heading to cell to what it means, for codes."""
    is_as_sent: bool
    sent_with: list[tuple[str, int]]
    """The submission and the row of each, as they were sent."""


def export(settings: Settings, child: Child, out: Path) -> str:
    """Write all that is held of the child into the new folder `out`; the reference.

    Raises UsageError when `out` is not new or lies where we keep things ourselves.
    """
    if out.exists() and any(out.iterdir()):
        raise UsageError("the folder of --out is not empty. Choose another.")
    if out.resolve().is_relative_to(settings.home.resolve()):
        raise UsageError(
            "--out lies in LIIA_HOME, where a copy would stay. Choose another."
        )
    tables = held_of(settings, child)
    requests = Requests(settings)
    stored = stored_ids(settings, child)
    about = {
        "borough": child.borough.name,
        "day": today().isoformat(),
        "is_restricted": requests.about(stored, "restricted") is not None,
        "was_erased": requests.about(stored, "erased") is not None,
    }
    name = new_reference(
        settings, requests, "export", child.borough.code, today().isoformat()
    )
    (out / "csv").mkdir(parents=True, exist_ok=True, mode=0o700)
    for table in tables:
        _write_csv(out / "csv" / f"{table.place}.csv", table)
    content = {"reference": name, **about, "tables": [vars(table) for table in tables]}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (out / "held.json").write_text(text + "\n", encoding="utf-8")
    page = as_page(name, about, tables)
    (out / "held.html").write_text(page, encoding="utf-8")
    rows = {table.place: len(table.rows) for table in tables}
    facts = {"borough_code": child.borough.code, "rows_given": rows}
    write_certificate(settings, name, "export", facts)
    return name


def held_of(settings: Settings, child: Child) -> list[Held]:
    """Every table's rows of the child: what landed first, then what was made of it."""
    stored = stored_ids(settings, child)[-1]
    with opened(settings.landing_file, "landing") as landing:
        found = [_landed(landing, form, child, stored) for form in landing_forms()]
    found = [table for table in found if table.rows]
    if not settings.warehouse_file.exists():
        return found
    with connect(settings.warehouse_file) as warehouse:
        codes = {place: _codes(warehouse, place) for place in (t.place for t in found)}
        found = [_explained(table, codes[table.place]) for table in found]
        key = child_key(child.borough.code, stored)
        made = _made(warehouse, key, found)
    return found + [table for table in made if table.rows]


def _landed(landing, form: Form, child: Child, stored: str) -> Held:
    names = ", ".join(column.name for column in form.columns)
    rows = landing.execute(
        f"select _submission_id, _source_row, {names} from {form.return_name}.{form.table_name} "
        "where child_id = ? order by _submission_id, _source_row",
        [stored],
    ).fetchall()
    at = next(n for n, c in enumerate(form.columns) if c.type == "pseudonym")
    cells = [list(row[2:]) for row in rows]
    for row in cells:
        row[at] = child.shared_id
    return Held(
        f"{form.return_name}.{form.table_name}",
        f"{RETURNS[form.return_name]}, {form.label}",
        [column.source_field for column in form.columns],
        cells,
        {},
        True,
        [row[:2] for row in rows],
    )


def _codes(warehouse, place: str) -> dict[str, str]:
    """Field of a landed table to the code list that it is coded by."""
    schema, _, table = place.partition(".")
    rows = warehouse.execute(
        "select source_field, code_set from governance.column_register "
        "where zone = ? and table_name = ? and code_set is not null",
        [schema, table],
    ).fetchall()
    return dict(rows)


def _explained(table: Held, code_sets: dict[str, str]) -> Held:
    """The table with what each coded cell means, as far as a code can be found in it."""
    labels: dict[str, dict[str, str]] = {}
    for row in read_seed("codes/codes"):
        labels.setdefault(row["code_set"], {})[row["code"].casefold()] = row["label"]
    variants: dict[str, dict[str, str]] = {}
    for row in read_seed("codes/value_variants"):
        variants.setdefault(row["code_set"], {})[row["variant"]] = row[
            "code"
        ].casefold()
    for position, heading in enumerate(table.columns):
        code_set = code_sets.get(heading)
        cells = {row[position] for row in table.rows if row[position]}
        told = {
            cell: meaning
            for cell in sorted(cells if code_set else ())
            if (meaning := _meaning(cell, labels[code_set], variants.get(code_set, {})))
        }
        if told:
            table.meanings[heading] = told
    return table


def _meaning(cell: str, labels: dict[str, str], variants: dict[str, str]) -> str | None:
    plain = re.sub(r"[^a-z0-9]+", " ", cell.casefold().replace("&", " and ")).strip()
    words = [plain, variants.get(plain, ""), *plain.split()]
    return next((labels[word] for word in words if word in labels), None)


def _made(warehouse, key: str, landed: list[Held]) -> list[Held]:
    """What the warehouse made of the rows: by the child's key, or by the row it tells of."""
    made = []
    titles = dict(
        warehouse.execute(
            "select schema_name || '.' || table_name, comment from duckdb_tables() "
            "where database_name = 'warehouse'"
        ).fetchall()
    )
    hidden = {
        row[0]
        for row in warehouse.execute(
            "select column_name from governance.column_register "
            "where sensitivity = 'pseudonym'"
        ).fetchall()
    }
    by_key = tables_with(warehouse, "warehouse", "child_key")
    by_row = tables_with(warehouse, "warehouse", "submission_id", "source_row")
    for place in sorted({*by_key, *by_row}):
        names = [
            row[0]
            for row in warehouse.execute(
                "select column_name from information_schema.columns "
                "where table_catalog = 'warehouse' "
                "and table_schema || '.' || table_name = ? order by ordinal_position",
                [place],
            ).fetchall()
        ]
        shown = [name for name in names if name not in hidden]
        if not shown:
            continue
        listed = ", ".join(shown)
        if place in by_key:
            rows = warehouse.execute(
                f"select {listed} from {place} where child_key = ? order by all", [key]
            ).fetchall()
        else:
            rows = _told_rows(warehouse, place, listed, landed)
        cells = [[None if cell is None else str(cell) for cell in row] for row in rows]
        title = titles.get(place) or place
        made.append(Held(place, title, shown, cells, {}, False, []))
    return made


def _told_rows(warehouse, place: str, listed: str, landed: list[Held]) -> list[tuple]:
    """Rows of a table that tells of landed rows, for those of the child."""
    sent = [
        (*table.place.split("."), submission_id, source_row)
        for table in landed
        for submission_id, source_row in table.sent_with
    ]
    parts = [list(part) for part in zip(*sent, strict=True)] or [[], [], [], []]
    return warehouse.execute(
        f"select {listed} from {place} where "
        "(return_name, table_name, submission_id, source_row) in "
        "(select unnest(?), unnest(?), unnest(?), unnest(?)) order by all",
        parts,
    ).fetchall()


def _write_csv(path: Path, table: Held) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([table.columns, *table.rows])
