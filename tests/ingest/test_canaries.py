"""A value planted in every column of every return, then looked for wherever a run writes."""

import csv
import gzip
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb

from ingest.layout import RETURNS, forms
from tests.cin_census_files import HEADER, census, element
from tests.workbooks import pseudonym, write_workbook

CANARY = "zebracanary"


def _planted(field: str, column, number: int) -> str:
    """A canary as a cell; an id stays one, so that the row could land."""
    return pseudonym(number) if column and column.type == "pseudonym" else CANARY


def _rows(form) -> list[dict[str, str]]:
    columns = {column.source_field: column for column in form.columns}
    fields = [*columns, *form.unlisted_fields]
    return [
        {field: _planted(field, columns.get(field), number) for field in fields}
        for number in (1, 2)
    ]


def write_canaries(inbox: Path) -> None:
    """The three returns of a borough, a canary in each field that we know."""
    sheets = {form.position: _rows(form) for form in forms("annex_a")}
    write_workbook(inbox / "ISL" / "Annex_A_2026_Mar.xlsx", sheets)
    for form in forms("ssda903"):
        path = inbox / "HAC" / f"2025_{form.label}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="") as file:
            rows = _rows(form)
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    children = "".join(
        element(form.label, [(f, v) for f, v in _rows(form)[0].items()])
        for form in forms("cin_census")
    )
    path = inbox / "TOW" / "CIN_2026.xml"
    path.parent.mkdir(parents=True)
    header = [(name, inner) for name, inner in HEADER]
    text = "\n".join(census([f"<Child>{children}</Child>"], header))
    path.write_text(text.replace("Made up", CANARY))
    # And rows that land: every cell that may be anything is the canary.
    write_workbook(
        inbox / "CAM" / "Annex_A_2026_Mar.xlsx",
        {
            3: [
                {
                    "Child Unique ID": pseudonym(number),
                    "Gender": CANARY,
                    "Ethnicity": CANARY,
                    "Date of Birth": "05/2012",
                    "Age of Child (Years)": "13",
                    "Date of referral": CANARY if number == 3 else "12/01/2026",
                    "Referral Source": f"q) 6: Police {CANARY}",
                    "Referral NFA?": CANARY,
                    "Number of Referrals in Last 12 Months": CANARY,
                    "Remarks": CANARY,
                }
                for number in (1, 2, 3)
            ]
        },
    )


def holding(folder: Path) -> list[Path]:
    """Files below `folder` that hold a canary, unpacked and row by row where need be."""
    return [
        path for path in sorted(folder.rglob("*")) if path.is_file() and _holds(path)
    ]


def _holds(path: Path) -> bool:
    data = path.read_bytes()
    shifted = bytes(byte + 1 for byte in CANARY.encode())  # As sort keys are spilled.
    if CANARY.encode() in data.lower() or shifted in data:
        return True
    if data.startswith(b"\x1f\x8b"):
        return CANARY.encode() in gzip.decompress(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return any(CANARY.encode() in parts.read(name) for name in parts.namelist())
    return path.suffix == ".duckdb" and _holds_in_rows(path)


def _holds_in_rows(path: Path) -> bool:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        return any(
            CANARY in repr(connection.execute(f'from "{schema}"."{name}"').fetchall())
            for schema, name in tables
        )


def test_a_value_of_a_file_is_nowhere_but_in_the_file(home, tmp_path):
    write_canaries(home / "inbox")
    assert len(RETURNS) == 3
    sent = holding(home)
    assert len(sent) > 3  # The search finds what is there.
    environment = {
        "LIIA_HOME": str(home),
        "LIIA_TODAY": "2026-04-15",
        "TMPDIR": str(tmp_path),
    }
    for command in (["ingest"], ["check", str(sent[-1]), "-b", "TOW"], ["status"]):
        ran = subprocess.run(
            [sys.executable, "-m", "liia", *command],
            check=False,
            env={**os.environ, **environment},
            cwd=Path(__file__).resolve().parents[2],
            capture_output=True,
            text=True,
        )
        assert CANARY not in (ran.stdout + ran.stderr).lower()
        assert "Traceback" not in ran.stderr
    with duckdb.connect(str(home / "landing.duckdb"), read_only=True) as landing:
        rows = landing.execute("select count(*) from annex_a.referrals").fetchone()
    assert rows == (3,)
    still_sent = {path for path in sent if path.exists()}
    assert set(holding(tmp_path)) == still_sent


def test_the_search_finds_a_canary_in_a_database_that_hides_it_from_bytes(tmp_path):
    path = tmp_path / "planted.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table a as select ? as b from range(10000)", [CANARY]
        )
    assert holding(tmp_path) == [path]
