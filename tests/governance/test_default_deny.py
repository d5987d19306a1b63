"""What may land is what is declared, and what is declared is in the notice."""

import duckdb
import pytest
import yaml

from ingest.landing import open_landing
from ingest.layout import RETURNS, landing_forms
from ingest.project import project_root, read_seed

TECHNICAL = {"_submission_id", "_borough_code", "_source_row"}


def declared_tables() -> list[dict]:
    return [
        table
        for name in RETURNS
        for path in [project_root() / f"models/staging/{name}/_{name}__sources.yml"]
        for table in yaml.safe_load(path.read_text())["sources"][0]["tables"]
    ]


@pytest.fixture
def landing_columns(home) -> dict[str, set[str]]:
    with open_landing(home / "landing.duckdb"):
        pass
    with duckdb.connect(str(home / "landing.duckdb"), read_only=True) as landing:
        rows = landing.execute(
            "select table_schema || '.' || table_name, column_name "
            "from information_schema.columns where table_schema != 'register'"
        ).fetchall()
    tables: dict[str, set[str]] = {}
    for table, column in rows:
        tables.setdefault(table, set()).add(column)
    return tables


def test_landing_holds_the_declared_columns_and_no_other(landing_columns):
    declared = {
        f"{form.return_name}.{form.table_name}": {c.name for c in form.columns}
        | TECHNICAL
        for form in landing_forms()
    }
    assert landing_columns == declared


def test_every_declared_field_names_an_item_of_the_notice_and_a_purpose():
    items = {row["notice_item"] for row in read_seed("governance/privacy_notice_items")}
    purposes = {row["purpose"] for row in read_seed("governance/purposes")}
    for table in declared_tables():
        for column in table["columns"]:
            if column["name"] not in TECHNICAL:
                meta = column["config"]["meta"]
                assert meta["notice_item"] in items, column["name"]
                assert meta["purpose"] in purposes, column["name"]


def test_a_field_is_either_listed_or_left_out_never_both():
    for form in landing_forms():
        listed = {column.source_field for column in form.columns}
        assert listed.isdisjoint(form.unlisted_fields), form.label


def test_every_coded_field_has_its_code_list():
    sets = {row["code_set"] for row in read_seed("codes/codes")}
    variants = read_seed("codes/value_variants")
    assert {row["code_set"] for row in variants} <= sets
    codes = {(row["code_set"], row["code"]) for row in read_seed("codes/codes")}
    assert {(row["code_set"], row["code"]) for row in variants} <= codes
    for table in declared_tables():
        for column in table["columns"]:
            meta = column.get("config", {}).get("meta", {"type": "text"})
            assert (meta["type"] == "code") is ("code_set" in meta), column["name"]
            assert meta.get("code_set") in {*sets, None}, column["name"]
