"""What may take the place of the warehouse, and what may not."""

import duckdb
import pytest

from liia.build import Made, look_through
from liia.configuration import settings
from liia.dbt_run import Built
from liia.governance.requests import Request, Requests
from liia.swap import NotSound, clear_leftovers, seal, verify


def database(path, **tables: int):
    """A sealed file of tables (schema__name) with so many rows."""
    with duckdb.connect(str(path)) as connection:
        for name, rows in tables.items():
            schema, table = name.split("__")
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                f"create table {schema}.{table} as select 1 as x from range({rows})"
            )
    seal(path, "a digest")
    return path


STANDING = {"core__plans": 3, "core__reviews": 2, "governance__landed_row_outcomes": 9}


@pytest.fixture
def standing(tmp_path):
    return database(tmp_path / "warehouse.duckdb", **STANDING)


def test_a_build_with_every_table_is_sound(tmp_path, standing):
    made = database(tmp_path / "build.duckdb", **STANDING)
    verify(made, standing, ["core.plans", "core.reviews"])


def test_a_build_that_lacks_a_table_is_not(tmp_path, standing):
    made = database(tmp_path / "build.duckdb", **STANDING)
    with pytest.raises(NotSound, match=r"lacks published\.ratios"):
        verify(made, standing, ["core.plans", "published.ratios"])


@pytest.mark.parametrize(("landed", "is_sound"), [(9, False), (10, False), (6, True)])
def test_a_mart_that_was_emptied_is_sound_only_if_less_is_landed(
    tmp_path, standing, landed, is_sound
):
    changed = {"core__plans": 0, "governance__landed_row_outcomes": landed}
    made = database(tmp_path / "build.duckdb", **(STANDING | changed))
    if is_sound:
        verify(made, standing, [])
    else:
        with pytest.raises(NotSound, match=r"core\.plans held rows yesterday"):
            verify(made, standing, [])


def test_a_mart_that_a_familys_request_emptied_is_sound(home):
    standing = settings().warehouse_file
    database(standing, **STANDING)
    emptied = database(home / "build.duckdb", **(STANDING | {"core__plans": 0}))
    made = Made(emptied, Built(models=3, tests=0, warnings=[], tables=["core.plans"]))
    with pytest.raises(NotSound):
        look_through(settings(), made)
    asked = Request("ISL-restrict-1", "restricted", "ISL", "2026-04-15", ("a hash",))
    Requests(settings()).add(asked)
    look_through(settings(), made)


def test_a_build_that_does_not_open_or_has_a_log_beside_it_is_not_sound(
    tmp_path, standing
):
    broken = tmp_path / "build.duckdb"
    broken.write_bytes(b"no database" * 1000)
    with pytest.raises(NotSound, match="does not open"):
        verify(broken, standing, [])
    broken.unlink()
    made = database(broken, **STANDING)
    (tmp_path / "build.duckdb.wal").write_bytes(b"")
    with pytest.raises(NotSound, match="replayed"):
        verify(made, standing, [])


def test_a_standing_warehouse_that_cannot_be_read_is_replaced_all_the_same(tmp_path):
    made = database(tmp_path / "build.duckdb", **STANDING)
    standing = tmp_path / "warehouse.duckdb"
    standing.write_bytes(b"no database" * 1000)
    verify(made, standing, ["core.plans"])


def test_leftovers_are_cleared_and_what_is_standing_is_not(tmp_path):
    spill = tmp_path / "state" / "spill"
    left = ["build.duckdb", "build.duckdb.wal", "warehouse.duckdb.wal"]
    left += ["state/last_run.part", "state/spill/block", "releases/.2026_v1.part/t.csv"]
    kept = ["warehouse.duckdb", "landing.duckdb", "landing.duckdb.wal"]
    kept += ["state/last_run.json", "releases/2026_v1/t.csv", "inbox/ISL/a.xlsx"]
    for name in left + kept:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert len(clear_leftovers(tmp_path, spill)) == len(left)
    assert [(tmp_path / name).exists() for name in left] == [False] * len(left)
    assert [(tmp_path / name).exists() for name in kept] == [True] * len(kept)
    assert not (tmp_path / "releases" / ".2026_v1.part").exists()
