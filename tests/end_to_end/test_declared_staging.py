"""Staging holds what the register declares, and every declared field is in staging."""

import duckdb
import pytest

from ingest.layout import RETURNS

RENAMED = {
    "_submission_id": "submission_id",
    "_borough_code": "borough_code",
    "_source_row": "source_row",
    "child_id": "child_key",
}
"""Landing's columns that staging calls otherwise: where a row came from, and its key."""


@pytest.fixture(scope="module")
def warehouse(walk):
    with duckdb.connect() as connection:
        path = walk.home / "warehouse.duckdb"
        connection.execute(f"attach '{path}' as warehouse (read_only)")
        yield connection


def columns_of_staging(warehouse, return_name) -> set[str]:
    return {
        name
        for (name,) in warehouse.execute(
            "select column_name from information_schema.columns where table_catalog = "
            "'warehouse' and table_schema = 'staging' and table_name like ?",
            [f"stg_{return_name}__%"],
        ).fetchall()
    }


def test_no_column_of_staging_is_undeclared(warehouse):
    declared = {
        name
        for (name,) in warehouse.execute(
            "select column_name from warehouse.governance.column_register"
        ).fetchall()
    }
    for return_name in RETURNS:
        found = columns_of_staging(warehouse, return_name)
        assert found and found - declared - set(RENAMED.values()) == set(), return_name


def test_every_declared_field_has_its_column_in_staging(warehouse):
    for return_name in RETURNS:
        declared = {
            RENAMED.get(name, name)
            for (name,) in warehouse.execute(
                "select column_name from warehouse.governance.column_register "
                "where zone = ?",
                [return_name],
            ).fetchall()
        }
        assert declared - columns_of_staging(warehouse, return_name) == set()
