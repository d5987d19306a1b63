"""The rights of one child in a home that was built: each holds in every mart at once."""

import csv
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import liia.build
from ingest.errors import UsageError
from liia.configuration import settings
from liia.dbt_run import run_dbt
from liia.doctor import make_missing_keys
from liia.governance import rectification, rights
from liia.governance.audit_log import read_log
from liia.governance.child_rows import child_key
from liia.governance.export import export
from liia.governance.rights import child_of, stored_ids
from liia.governance.traces_in_files import markers_in_files
from liia.governance.verification import verify
from liia.refresh import NO_UNIT_TESTS
from liia.warehouse import connect
from tests.governance.homes import (
    MARCH,
    child,
    landed,
    markers_of,
    sent,
    taken_in,
    uncompressed,
)
from tests.workbooks import shared_row, write_workbook

CHILDREN = range(1, 31)
MARTS = ("children", "referrals", "s47_enquiries", "cp_plans", "periods_of_care")
LIFTED, RESTRICTED, CORRECTED, ERASED, BYSTANDER = 5, 6, 9, 11, 12
MODELS_ALONE = (*NO_UNIT_TESTS, "--exclude-resource-type", "test")


@dataclass(frozen=True)
class Before:
    """How a home stood before its requests were carried out."""

    home: Path
    marts: dict[int, dict[str, int]]
    """Of each child that a request is about, and of one that none is."""
    everyone: int
    files: dict[str, int]
    """Where the child stood who was then erased."""
    references: dict[str, str]
    """Request to its reference."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A home of thirty children, its bytes in the open, after one request of each kind.

    Built twice: before them, with one child restricted, and after them.
    """
    home = tmp_path_factory.mktemp("rights") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIIA_HOME", str(home))
        patch.setenv("LIIA_TODAY", "2026-04-15")
        patch.setenv("LIIA_AFTER_LANDING", "keep")
        uncompressed(patch)
        make_missing_keys(settings(), demo=True)
        sent(home, CHILDREN)
        taken_in()
        # One build carries out what several requests ask for, as after a kill.
        for module in (rights, rectification):
            patch.setattr(module, "build", lambda _: None)
        restricted = rights.restrict(settings(), child(LIFTED))
        assert rights.restrict(settings(), child(LIFTED)) == restricted
        patch.setattr(liia.build, "run_dbt", dbt_with(MODELS_ALONE))
        liia.build.build(settings())
        shutil.copy(home / "warehouse.duckdb", home / "dev")
        before = Before(
            home,
            {n: marts(n) for n in (LIFTED, RESTRICTED, ERASED, BYSTANDER)},
            everyone(),
            markers_in_files(home, markers_of(ERASED)),
            {
                "unrestrict": rights.unrestrict(settings(), child(LIFTED)),
                "restrict": rights.restrict(settings(), child(RESTRICTED)),
                "rectify": rectification.rectify(
                    settings(), child(CORRECTED), corrected(home.parent)
                ),
                "erase": rights.erase(settings(), child(ERASED)),
            },
        )
        patch.setattr(liia.build, "run_dbt", dbt_with(NO_UNIT_TESTS))
        liia.build.build(settings())
        yield before


def dbt_with(options):
    """dbt on the whole project, with such options."""
    return lambda settings, made, *_: run_dbt(settings, made, options)


def corrected(folder: Path) -> list[Path]:
    """What was sent, with one cell of one child mended."""
    rows = {
        number: [shared_row(number, n, day=day_of(n)) for n in CHILDREN]
        for number in range(3, 9)
    }
    rows[3].append(shared_row(3, child=CHILDREN[-1], day=MARCH))
    mended = rows[7][CORRECTED - CHILDREN[0]]
    mended["Initial Category of Abuse"] = "b) Physical abuse"
    return [write_workbook(folder / "Annex_A_2026_Mar.xlsx", rows)]


def day_of(number: int):
    return MARCH.replace(day=1 + number % 20)


def marts(number: int) -> dict[str, int]:
    """Rows of a child in each mart."""
    key = child_key("ISL", stored_ids(settings(), child(number))[-1])
    with connect() as warehouse:
        return {
            mart: warehouse.execute(
                f"select count(*) from core.{mart} where child_key = ?", [key]
            ).fetchone()[0]
            for mart in MARTS
        }


def everyone() -> int:
    with connect() as warehouse:
        return warehouse.execute("select count(*) from core.children").fetchone()[0]


def certificate(reference: str) -> dict:
    return json.loads(
        (settings().certificates_folder / f"{reference}.json").read_text()
    )


def test_a_restricted_child_leaves_every_mart_and_comes_back(asked):
    assert all(asked.marts[RESTRICTED].values()), asked.marts
    assert set(asked.marts[LIFTED].values()) == {0}
    assert set(marts(RESTRICTED).values()) == {0}
    assert marts(LIFTED) == asked.marts[RESTRICTED]
    assert landed("select count(*) from register.restrictions") == [(1,)]
    with connect() as warehouse:
        held = warehouse.execute(
            "select count(*) from governance.landed_row_outcomes "
            "where outcome = 'restricted'"
        ).fetchone()
    assert held == (6,)
    facts = certificate(asked.references["restrict"])["facts"]
    assert facts["rows_held_before"]["warehouse.core.cp_plans"] == 1
    assert certificate(asked.references["unrestrict"])["kind"] == "lifted"
    with pytest.raises(UsageError, match="no restriction"):
        rights.unrestrict(settings(), child(LIFTED))


def test_an_export_gives_back_every_cell_that_was_sent(asked, tmp_path):
    reference = export(settings(), child(7), tmp_path / "out")
    for number, table in {3: "referrals", 7: "child_protection"}.items():
        with (tmp_path / "out" / "csv" / f"annex_a.{table}.csv").open(
            encoding="utf-8-sig", newline=""
        ) as file:
            (given,) = list(csv.DictReader(file))
        sent_row = shared_row(number, child=7, day=None)
        for heading, cell in given.items():
            told = sent_row[heading]
            if told is not None and not hasattr(told, "year"):
                assert cell == str(told), heading
    held = json.loads((tmp_path / "out" / "held.json").read_text())
    by_place = {table["place"]: table for table in held["tables"]}
    source = by_place["annex_a.referrals"]["meanings"]["Referral Source"]
    assert "Police" in str(source)
    assert {"core.cp_plans", "core.children", "governance.landed_row_outcomes"} <= set(
        by_place
    )
    page = (tmp_path / "out" / "held.html").read_text()
    assert "List 7 (Child protection plans)" in page and "<script" not in page
    stored = stored_ids(settings(), child(7))[-1]
    for path in (tmp_path / "out").rglob("*.*"):
        text = path.read_text(encoding="utf-8-sig")
        assert stored not in text and child_key("ISL", stored) not in text, path
        assert child(8).shared_id not in text
    assert certificate(reference)["facts"]["rows_given"]["core.cp_plans"] == 1


def test_no_table_of_a_child_is_out_of_an_exports_sight(asked):
    """What holds rows of children is found by the child's key or by the landed row."""
    aggregates = {"equality_counts", "equality_odds_ratios", "protected_counts"}
    aggregates |= {"column_register", "submission_log", "int_extract_windows"}
    aggregates |= {"retention_due", "data_quality_summary", "int_event_windows"}
    aggregates |= {"int_calendar", "built_from", "int_child_populations"}
    aggregates |= {"equality_counts_by_age_sex", "equality_population_counts"}
    aggregates |= {"equality_rolling_counts", "equality_ladder", "equality_trends"}
    aggregates |= {"equality_heterogeneity", "ladder_counts"}
    aggregates |= {"protected_counts_by_age_sex", "protected_ladder_counts"}
    aggregates |= {"protected_population_counts", "rounded_cells"}
    aggregates |= {"published_sql"}
    aggregates |= {"protected_population_counts", "equality_rolling_rates"}
    aggregates |= {"protected_population_counts", "int_borough_populations"}
    aggregates |= {"benchmark_years", "benchmark_counts", "benchmark_totals"}
    aggregates |= {"benchmarks", "benchmark_quarters", "practice_changes"}
    aggregates |= {"protected_benchmark_totals", "int_practice_register"}
    aggregates |= {"sufficiency_counts", "protected_sufficiency_counts"}
    aggregates |= {"int_care_years", "sufficiency_totals"}
    aggregates |= {"protected_sufficiency_totals"}
    with connect() as warehouse:
        unseen = warehouse.execute(
            """
            select table_schema, table_name from information_schema.columns
            where table_catalog = 'warehouse' and table_schema not in
                ('seeds', 'published', 'information_schema')
            group by all
            having count(*) filter (where column_name = 'child_key') = 0
                and count(*) filter (
                    where column_name in ('return_name', 'table_name',
                        'submission_id', 'source_row')
                ) < 4
            """
        ).fetchall()
    left = {name for _, name in unseen if not name.startswith("stg_register__")}
    assert left <= aggregates, left - aggregates


def test_a_correction_supersedes_and_is_noted_without_its_values(asked):
    told = certificate(asked.references["rectify"])
    assert list(told["facts"]["cells_of_the_child_changed"]) == [
        "annex_a.child_protection Initial Category of Abuse to 2026-03-31"
    ]
    assert "Physical" not in json.dumps(told)
    with connect() as warehouse:
        ((category,),) = warehouse.execute(
            "select initial_abuse_category from core.cp_plans where child_key = ?",
            [child_key("ISL", stored_ids(settings(), child(CORRECTED))[-1])],
        ).fetchall()
    assert category == "PHY"
    assert not list((asked.home / "tmp").glob("rectification"))


def test_an_erased_child_is_in_no_byte_of_the_home_and_nothing_else_changes(asked):
    databases = {"landing.duckdb", "warehouse.duckdb", "dev/warehouse.duckdb"}
    assert databases <= set(asked.files)
    assert any(place.startswith("inbox/") for place in asked.files)
    assert all(asked.marts[ERASED].values())
    assert markers_in_files(asked.home, markers_of(ERASED)) == {}
    assert set(marts(ERASED).values()) == {0}
    # One was let in again, one restricted, one erased.
    assert everyone() == asked.everyone - 1
    assert marts(BYSTANDER) == asked.marts[BYSTANDER]
    facts = certificate(asked.references["erase"])["facts"]
    assert facts["found_in_files_before"] > 0 == facts["found_in_files_after"]
    assert facts["children_still_in_landing"] == 0
    assert facts["children_in_warehouse_unknown_to_landing"] == 0
    assert sum(facts["rows_held_before"].values()) > 20
    with connect() as warehouse:
        log = warehouse.execute(
            "select sum(rows_read - rows_landed - rows_rejected) "
            "from governance.submission_log"
        ).fetchone()
    assert log == (0,)
    assert [one.faults for one in verify(settings())] == [[], [], [], []]
    (erasure,) = read_log(settings()).of("erase")
    assert erasure["facts"]["reference"] == asked.references["erase"]


def test_the_child_is_named_on_standard_input_alone_and_nowhere_told(home):
    said = subprocess.run(
        [sys.executable, "-m", "liia", "rights", "erase", "-b", "ISL"],
        input="9434765919\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2 and "not a pseudonym of Islington" in said.stderr
    assert "9434765919" not in said.stdout + said.stderr
    assert child(1).shared_id not in repr(child(1))
    with pytest.raises(UsageError):
        child_of(settings(), child(1).borough, child(1).shared_id + " and more")
