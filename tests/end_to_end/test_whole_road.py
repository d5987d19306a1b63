"""From a raw workbook to a protected odds ratio that is known by hand."""

import csv
import json
import subprocess
import sys

import duckdb
import pytest

from ingest.project import project_root
from ingest.pseudonyms import borough_pseudonym, landing_pseudonym
from liia.warehouse import connect
from tests.end_to_end.conftest import BLACK, BLACK_WITH, BRITISH, BRITISH_WITH
from tests.end_to_end.traces import traces

BY_HAND = (BLACK_WITH * (BRITISH - BRITISH_WITH)) / (
    (BLACK - BLACK_WITH) * BRITISH_WITH
)


def released(walked):
    (folder,) = (walked.home / "releases").iterdir()
    (table,) = folder.glob("liia_equality_odds_ratios_*_v1.csv")
    with table.open(newline="") as file:
        return list(csv.DictReader(file)), json.loads(
            (folder / "manifest.json").read_text()
        )


def test_the_published_ratio_is_the_one_known_by_hand(walked):
    figures, _ = released(walked)
    (figure,) = [
        f
        for f in figures
        if (f["measure"], f["la_name"]) == ("s47_given_referral", "Islington")
        and (f["ethnic_group"], f["reference_group"]) == ("Black", "White British")
    ]
    assert float(figure["odds_ratio"]) == pytest.approx(BY_HAND, abs=0.005)
    assert float(figure["ci_low"]) < BY_HAND < float(figure["ci_high"])
    assert figure["time_period"] == "202526"


def test_the_interval_agrees_with_statsmodels(walked):
    from statsmodels.stats.contingency_tables import Table2x2

    table = Table2x2(
        [[BLACK_WITH, BLACK - BLACK_WITH], [BRITISH_WITH, BRITISH - BRITISH_WITH]]
    )
    with connect() as warehouse:
        ratio, low, high = warehouse.execute(
            "select odds_ratio, ci_low, ci_high from equalities.equality_odds_ratios "
            "where measure = 's47_given_referral' and area_code = 'ISL' "
            "and ethnic_group = 'Black' and reference_group = 'White British'"
        ).fetchone()
    assert ratio == pytest.approx(table.oddsratio, rel=1e-12)
    assert (low, high) == pytest.approx(table.oddsratio_confint(), rel=1e-9)
    figures, _ = released(walked)
    shown = next(
        f
        for f in figures
        if f["la_name"] == "Islington"
        and f["measure"] == "s47_given_referral"
        and f["reference_group"] == "White British"
        and f["ethnic_group"] == "Black"
    )
    # What leaves is wider: rounding is noise, and the interval owns up to it.
    assert float(shown["ci_low"]) < low and float(shown["ci_high"]) > high


def test_a_ratio_that_rests_on_few_children_is_not_shown(walked):
    figures, _ = released(walked)
    few = [f for f in figures if f["measure"] == "plan_given_s47"]
    assert few and {f["odds_ratio"] for f in few} == {"z"}


def test_the_release_is_a_draft_marked_demo_that_its_manifest_describes(walked):
    import hashlib

    figures, manifest = released(walked)
    assert manifest["status"].startswith("draft") and "DEMO" in manifest["status"]
    assert manifest["approved_by"] is None
    (folder,) = (walked.home / "releases").iterdir()
    told = {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert manifest["files"].keys() == told and len(told) > 40
    for name, file in manifest["files"].items():
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert file["sha256"] == digest, name
    ratios = manifest["files"]["liia_equality_odds_ratios_202526_v1.csv"]
    assert ratios["rows"] == len(figures)
    assert json.loads((folder / "certificate.json").read_text())["verdict"] == "passed"
    # Complete the matrix: "1 of 33" beside every London figure.
    assert {f["boroughs_included"] for f in figures} == {"1"}


def test_the_same_figures_are_not_released_twice(walked):
    from liia.configuration import settings
    from liia.release.draft import draft

    release = draft(settings())
    assert not release.is_new
    assert len(list((walked.home / "releases").iterdir())) == 1


def test_every_row_read_is_accounted_for(walked):
    with connect() as warehouse:
        rows = warehouse.execute(
            "select list_label, rows_read, rows_landed + rows_rejected, "
            "rows_in_marts + rows_superseded + rows_set_aside + rows_restricted, "
            "rows_landed from governance.submission_log"
        ).fetchall()
    assert len(rows) == 4
    for label, read, accounted, settled, landed in rows:
        assert (read, landed) == (accounted, settled), label


def test_nothing_raw_is_anywhere_and_the_search_would_have_found_it(walked):
    places = [walked.home]
    assert len(walked.raw_values) > 300
    assert traces(places, walked.raw_values) == []
    planted = walked.home / "logs" / "planted.log"
    planted.write_text(f"a child: {min(walked.raw_values)}")
    with duckdb.connect(str(walked.home / "planted.duckdb")) as database:
        database.execute("create table t as select ? as x", [max(walked.raw_values)])
    try:
        assert len(traces(places, walked.raw_values)) == 2
    finally:
        planted.unlink()
        (walked.home / "planted.duckdb").unlink()


def test_a_shared_pseudonym_is_in_no_table_and_the_stored_one_only_in_landing(walked):
    from liia.configuration import settings
    from liia.keys import read_key

    shared = borough_pseudonym(walked.key.secret, "88000000")
    secret = read_key(settings().key_file("landing"), "landing").secret
    stored = landing_pseudonym(secret, "206", shared)
    assert traces([walked.home], {shared}) == []
    assert {place.split(":")[0] for place, _ in traces([walked.home], {stored})} == {
        "landing.duckdb"
    }


def test_nothing_that_landed_is_in_a_log_a_receipt_or_what_dbt_leaves(walked):
    """Values that may land, and that a fault told in the engine's words would quote."""
    with duckdb.connect(str(walked.home / "landing.duckdb"), read_only=True) as landing:
        rows = landing.execute(
            "select child_id, placement_sector, birth_month "
            "from annex_a.children_looked_after"
        ).fetchall()
    # dbt keeps the examples of unit tests, where a month may happen to be a child's.
    examples = "".join(
        path.read_text() for path in (project_root() / "models").rglob("*.yml")
    )
    landed = {text for row in rows for text in row if text and text not in examples}
    assert len(landed) > 10
    assert traces([walked.home], landed), "the search finds them where they are"
    told = [walked.home / name for name in ("logs", "state", "receipts", "audit")]
    assert all(folder.exists() for folder in told)
    assert traces(told, landed) == []


def test_the_warehouse_stands_alone_and_notebooks_can_do_no_harm(walked):
    assert not list(walked.home.glob("*.wal")) and not list(walked.home.glob("build-*"))
    with connect() as warehouse:
        assert warehouse.execute("select count(*) from core.cp_plans").fetchone() == (
            10,
        )
        for harm in (
            "delete from core.cp_plans",
            "create table core.mine as select 1",
            "copy (select 1) to 'out.csv'",
            "select * from read_csv('/etc/passwd')",
            "attach 'other.duckdb'",
            "install httpfs",
            "set enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                warehouse.execute(harm)


def test_a_build_that_fails_leaves_yesterdays_warehouse(walked, monkeypatch):
    from ingest.errors import DataTestFailed
    from liia.build import build
    from liia.configuration import settings

    before = (walked.home / "warehouse.duckdb").read_bytes()
    with pytest.raises(DataTestFailed, match="int_cp_plan_spells"):
        build(settings(), ["--vars", "{as_of_date: not a day}"])
    assert (walked.home / "warehouse.duckdb").read_bytes() == before
    assert not list(walked.home.glob("build-*"))


def test_plain_dbt_build_passes_and_makes_a_warehouse_of_its_own(walked, tmp_path):
    before = (walked.home / "warehouse.duckdb").read_bytes()
    said = subprocess.run(
        [
            sys.executable,
            "-m",
            "dbt.cli.main",
            "build",
            "--quiet",
            "--target-path",
            str(tmp_path / "t"),
            "--log-path",
            str(tmp_path / "l"),
        ],
        cwd=project_root(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout[-2000:]
    with connect(walked.home / "dev" / "warehouse.duckdb") as development:
        query = "select * from published.published_equality_odds_ratios order by all"
        with connect() as nightly:
            # The same secret, so the same rounding: a rebuild gives the same rows.
            assert (
                development.execute(query).fetchall()
                == nightly.execute(query).fetchall()
            )
    assert (walked.home / "warehouse.duckdb").read_bytes() == before
    assert traces([tmp_path], walked.raw_values) == []
