"""What the audit does not know, or cannot compute again, does not leave."""

import csv
import hashlib
import json
import shutil
from collections import defaultdict

import duckdb
import pytest

from ingest.errors import NothingToRelease, UsageError
from liia.release import draft as drafting
from liia.release.audit import audit
from liia.release.audit.recompute import facts_of
from liia.release.directors import declared_facts, own_figures
from liia.release.tables import published_tables
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
        declared, tables = declared_facts(warehouse), published_tables(warehouse)
        facts = facts_of(warehouse, tables)
        years = {year for table in tables for year in table.years}
        own = {year: own_figures(warehouse, year) for year in years}
    return (
        copied,
        lambda held=own: (
            audit(copied, "2026-03-31", declared, facts, held.__getitem__).faults
        ),
    )


def table(folder, name):
    (path,) = folder.glob(f"liia_{name}_202526_v1.csv")
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


def test_each_meta_file_tells_of_the_columns_of_its_csv(attacked):
    folder, _ = attacked
    metas = list(folder.glob("*.meta.csv"))
    assert len(metas) > 10
    for path in metas:
        with path.open(newline="", encoding="utf-8") as file:
            told = list(csv.DictReader(file))
        beside = path.with_name(path.name.replace(".meta", ""))
        with beside.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        # Time and place are columns 1 to 11 of every table, and need no telling.
        assert [row["col_name"] for row in told] == list(rows[0])[11:], path.name
        for row in told:
            assert row["label"] and row["col_type"] in ("Filter", "Indicator")
            if row["indicator_dp"]:
                numbers = {r[row["col_name"]] for r in rows} - {"z", "x", "low"}
                ends = {len(number.partition(".")[2]) for number in numbers}
                assert ends <= {int(row["indicator_dp"])}, (path.name, row["col_name"])


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
    assert any("columns that the table does not have" in found for found in faults())


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("odds_ratio", "1.01"),
        ("odds_ratio", "about 3"),
        ("ci_high", "9.99"),
        ("children_with", "25"),
        ("unknown_ethnicity_percent", "50"),
        ("boroughs_included", "33"),
    ],
)
def test_a_figure_that_the_counts_do_not_give_is_stopped(attacked, column, said):
    folder, faults = attacked

    def doctor(rows):
        row = next(r for r in rows if r["odds_ratio"] not in ("z", "x"))
        assert row[column] != said
        row[column] = said

    edit(table(folder, "equality_odds_ratios"), doctor)
    assert any(
        "odds_ratios" in found and "published counts do not give" in found
        for found in faults()
    )


def test_a_count_that_is_suppressed_instead_of_rounded_is_stopped(attacked):
    folder, faults = attacked

    def suppress(rows):
        row = next(r for r in rows if r["la_name"] and r["ethnicity"] == "BAFR")
        row["children_with"] = "c"

    edit(table(folder, "equality_counts"), suppress)
    assert faults() == ["a count is told twice, or not as a number"]


def test_a_count_that_was_doctored_is_stopped(attacked):
    folder, faults = attacked

    def doctor(rows):
        row = next(r for r in rows if r["la_name"] and r["ethnicity"] == "BAFR")
        row["children_with"] = "35"

    edit(table(folder, "equality_counts"), doctor)
    found = faults()
    assert any("equality_counts_2" in fault for fault in found), found


def test_a_table_of_true_counts_is_stopped(attacked):
    folder, faults = attacked
    with connect() as warehouse:
        ratios = warehouse.execute(
            "select measure, gss_code, odds_ratio from equalities.equality_odds_ratios "
            "inner join seeds.boroughs on area_code = borough_code "
            "where odds_ratio is not null and ethnicity_level = 'group' "
            "and ethnic_group = 'Black' and reference_group = 'White British'"
        ).fetchall()
    true = {(measure, area): ratio for measure, area, ratio in ratios}

    def tell_the_truth(rows):
        for row in rows:
            place = (row["measure"], row["new_la_code"])
            is_asked = (row["ethnic_group"], row["reference_group"]) == (
                "Black",
                "White British",
            )
            if place in true and is_asked and row["odds_ratio"] == "z":
                row["odds_ratio"] = f"{true[place]:.2f}"

    edit(table(folder, "equality_odds_ratios"), tell_the_truth)
    assert any("published counts do not give" in found for found in faults())


def test_another_format_that_tells_other_figures_is_stopped(attacked):
    folder, faults = attacked
    with duckdb.connect(str(folder / "published.duckdb")) as star:
        star.execute("update fct_equality_counts set children_with = children_with + 1")
    assert any(f.startswith("published.duckdb does not tell") for f in faults())


def test_counts_that_nobody_is_known_to_hold_are_a_fault(attacked):
    _, faults = attacked
    found = faults(defaultdict(dict))
    assert any("are not the counts that were protected" in fault for fault in found)


def test_a_day_in_a_report_is_found(attacked):
    folder, faults = attacked
    page = (folder / "report.html").read_text()
    (folder / "report.html").write_text(page.replace("<h1>", "<h1>2025-11-03 ", 1))
    assert faults() == ["report.html holds what looks like a date finer than a month"]


def test_a_release_that_the_audit_faults_is_not_written_and_ends_with_5(
    walked, tmp_path, monkeypatch
):
    home = tmp_path / "home"
    shutil.copytree(walked.home, home)
    shutil.rmtree(home / "releases")
    (home / "ledger.duckdb").unlink()
    monkeypatch.setenv("LIIA_HOME", str(home))
    monkeypatch.setattr(
        drafting, "notes", lambda *_, **__: ["seen on 2026-03-30", "by nobody"]
    )
    from liia.configuration import settings

    with pytest.raises(NothingToRelease, match="a date finer than a month") as stopped:
        drafting.draft(settings())
    assert stopped.value.exit_code == 5
    assert list((home / "releases").glob("*")) == []
    assert not (home / "ledger.duckdb").exists()
    assert list(home.glob("ledger-*")) == []


def test_a_release_of_demonstration_secrets_cannot_be_approved(walked):
    from liia.configuration import settings
    from liia.release.approval import approve

    (path,) = (walked.home / "releases").rglob("manifest.json")
    before = path.read_bytes()
    with pytest.raises(NothingToRelease, match="demonstration secrets") as refused:
        approve(settings(), "Ada Lovelace")
    assert refused.value.exit_code == 5 and path.read_bytes() == before


@pytest.fixture
def drafted(walked, tmp_path, monkeypatch):
    """The walk's release in a home of its own, as if it were made with real secrets, and
    the audit had tried everything."""
    home = tmp_path / "home"
    (folder,) = (walked.home / "releases").iterdir()
    shutil.copytree(folder, home / "releases" / folder.name)
    monkeypatch.setenv("LIIA_HOME", str(home))
    made = home / "releases" / folder.name
    manifest = json.loads((made / "manifest.json").read_text())
    page = (
        '<aside class="banner" aria-label="s"><p>DRAFT: not approved.</p></aside><h1>'
    )
    for report in made.glob("*.html"):
        report.write_text(page)
        told = manifest["files"][report.name]
        told["sha256"] = hashlib.sha256(page.encode()).hexdigest()
        told["sha256_once_approved"] = hashlib.sha256(b"<h1>").hexdigest()
    (made / "manifest.json").write_text(json.dumps(manifest | {"status": "draft"}))
    return made


def test_a_named_person_approves_and_the_reports_lose_their_mark(drafted):
    from liia.configuration import settings
    from liia.release.approval import approve

    with pytest.raises(UsageError, match="first and last name"):
        approve(settings(), "Ada")
    assert approve(settings(), "Ada Lovelace").samefile(drafted)
    manifest = json.loads((drafted / "manifest.json").read_text())
    assert (manifest["status"], manifest["approved_by"]) == ("approved", "Ada Lovelace")
    assert len(list(drafted.glob("report*.html"))) > 30
    for report in drafted.glob("*.html"):
        assert report.read_text() == "<h1>"
        digest = hashlib.sha256(b"<h1>").hexdigest()
        assert manifest["files"][report.name]["sha256"] == digest
    with pytest.raises(UsageError, match="approved already"):
        approve(settings(), "Ada Lovelace")


def test_an_approval_that_was_killed_is_finished_and_an_edit_is_refused(drafted):
    from liia.configuration import settings
    from liia.release.approval import approve

    (drafted / "report.html").write_text("<h1>")
    (drafted / "notes.txt").write_text("All is well.")
    with pytest.raises(NothingToRelease, match="it was edited"):
        approve(settings(), "Ada Lovelace")
    manifest = json.loads((drafted / "manifest.json").read_text())
    digest = hashlib.sha256(b"All is well.").hexdigest()
    manifest["files"]["notes.txt"]["sha256"] = digest
    (drafted / "manifest.json").write_text(json.dumps(manifest))
    assert approve(settings(), "Ada Lovelace").samefile(drafted)
