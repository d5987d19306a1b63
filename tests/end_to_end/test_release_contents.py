"""What the audit does not know, or cannot compute again, does not leave."""

import csv
import shutil

import duckdb
import pytest

from ingest.errors import NothingToRelease
from liia.release import draft as drafting
from liia.release.audit import audit
from liia.release.draft import declared_facts, own_figures
from liia.warehouse import connect


@pytest.fixture
def attacked(walked, tmp_path):
    """The files of the walk's release as the audit first saw them, and the audit."""
    (folder,) = (walked.home / "releases").iterdir()
    copied = tmp_path / "release"
    shutil.copytree(folder, copied)
    for name in ("manifest.json", "certificate.json"):
        (copied / name).unlink()
    with connect() as warehouse:
        own, declared = own_figures(warehouse), declared_facts(warehouse)
    return copied, lambda: audit(copied, declared, own).faults


def table(folder, name):
    (path,) = (p for p in folder.glob(f"liia_{name}_*.csv") if ".meta." not in p.name)
    return path


def edit(path, change) -> None:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_the_release_of_the_walk_has_no_fault(attacked):
    assert attacked[1]() == []


def test_a_release_without_its_counts_is_stopped(attacked):
    folder, faults = attacked
    table(folder, "equality_counts").unlink()
    assert "there must be one csv of equality_counts" in faults()


def test_a_table_that_the_audit_does_not_know_is_stopped(attacked):
    folder, faults = attacked
    (folder / "liia_case_list_202526_v1.csv").write_text("measure\r\n")
    (found,) = faults()
    assert "liia_case_list" in found


def test_a_statistic_that_the_audit_does_not_know_is_stopped(attacked):
    folder, faults = attacked

    def add_a_median(rows):
        for row in rows:
            row["median_days"] = "12"

    edit(table(folder, "equality_odds_ratios"), add_a_median)
    (found,) = faults()
    assert found.endswith("median_days is not known")


@pytest.mark.parametrize(
    ("column", "said", "fault"),
    [
        ("odds_ratio", "1.01", "a ratio or limit"),
        ("odds_ratio", "about 3", "a ratio or limit"),
        ("ci_high", "9.99", "a ratio or limit"),
        ("children_with", "25", "counts that are not the published ones"),
        ("unknown_ethnicity_percent", "50", "a share of unknown ethnicity"),
        ("boroughs_included", "33", "another number of boroughs"),
    ],
)
def test_a_figure_that_the_counts_do_not_give_is_stopped(attacked, column, said, fault):
    folder, faults = attacked

    def doctor(rows):
        row = next(r for r in rows if r["odds_ratio"] not in ("z", "x"))
        assert row[column] != said
        row[column] = said

    edit(table(folder, "equality_odds_ratios"), doctor)
    assert any(fault in found for found in faults())


def test_a_count_that_is_suppressed_instead_of_rounded_is_stopped(attacked):
    folder, faults = attacked

    def suppress(rows):
        rows[0]["children_with"] = "c"

    edit(table(folder, "equality_counts"), suppress)
    assert faults() == ["a count is not told as a number"]


def test_a_count_that_was_doctored_is_stopped(attacked):
    folder, faults = attacked

    def doctor(rows):
        row = next(r for r in rows if r["la_name"] and r["ethnicity"] == "BAFR")
        row["children_with"] = "35"

    edit(table(folder, "equality_counts"), doctor)
    assert any("not the sum of its parts" in found for found in faults())


def test_another_format_that_tells_other_figures_is_stopped(attacked):
    folder, faults = attacked
    with duckdb.connect(str(folder / "published.duckdb")) as star:
        star.execute("update fct_equality_counts set children_with = children_with + 1")
    assert any(f.startswith("published.duckdb does not tell") for f in faults())


def test_a_borough_whose_directors_counts_are_not_known_is_a_fault(attacked):
    folder, _ = attacked
    with connect() as warehouse:
        declared = declared_facts(warehouse)
    found = audit(folder, declared, {}).faults
    assert any("what each Director holds is not known" in fault for fault in found)


def test_a_release_that_the_audit_faults_is_not_written_and_ends_with_5(
    walked, tmp_path, monkeypatch
):
    home = tmp_path / "home"
    shutil.copytree(walked.home, home)
    shutil.rmtree(home / "releases")
    (home / "ledger.duckdb").unlink()
    monkeypatch.setenv("LIIA_HOME", str(home))
    monkeypatch.setattr(
        drafting, "notes", lambda *_, **__: ["seen on 2026-03-31", "by nobody"]
    )
    from liia.configuration import settings

    with pytest.raises(NothingToRelease, match="a date finer than a month") as stopped:
        drafting.draft(settings())
    assert stopped.value.exit_code == 5
    assert list((home / "releases").glob("*")) == []
    assert not (home / "ledger.duckdb").exists()
    assert list(home.glob("ledger-*")) == []
