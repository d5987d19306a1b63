"""The four forms of a receipt say one thing, and hold nothing of a child."""

import csv
import io
import json
import re
import shutil
import subprocess
from datetime import date

import pytest

from ingest.boroughs import find_borough
from ingest.door import examine
from ingest.findings import rules
from ingest.receipt import as_csv, as_html, as_json, as_text, write_receipt
from ingest.receipt.submitted import write_submitted
from tests.workbooks import row, shared_row, write_workbook


@pytest.fixture
def refused(tmp_path):
    rows = {1: [row(1)], 3: [row(3), row(3, child=1000002)], 8: [row(8)]}
    path = write_workbook(tmp_path / "<b>Annex_A_2026_Mar.xlsx", rows)
    return examine([path], find_borough("ISL"), date(2026, 4, 15))


def test_every_finding_is_in_every_form(refused):
    page, text = as_html(refused, "refused"), as_text(refused, "refused")
    told = as_json(refused, "refused")["findings"]
    lines = list(csv.DictReader(io.StringIO(as_csv(refused))))
    assert {found.rule_id for found in refused.findings} >= {
        "raw_child_id",
        "birth_day",
    }
    for found in refused.findings:
        for form in (page, text, json.dumps(told)):
            assert found.rule_id in form
        of_rule = [line for line in lines if line["rule_id"] == found.rule_id]
        rows = {line["row"] for line in of_rule}
        assert {str(row) for row in found.rows} <= rows


def test_no_form_holds_a_value(refused):
    forms = as_html(refused, "refused") + as_text(refused, "refused")
    forms += as_csv(refused) + json.dumps(as_json(refused, "refused"))
    for value in (
        "1000001",
        "2012-05-17",
        "17/05/2012",
        "13.48",
        "E17 9QQ",
        "Sampleworth",
    ):
        assert value not in forms


def test_the_page_fetches_nothing_runs_nothing_and_escapes_names(refused):
    page = as_html(refused, "refused")
    assert "default-src 'none'" in page
    assert not re.search(r"<script|https?://|<img|<link|@import|url\(", page)
    assert "<b>" not in page and "&lt;b&gt;" in page


def test_an_accepted_file_says_so_and_asks_for_nothing(tmp_path):
    path = write_workbook(tmp_path / "Annex_A_2026_Jan.xlsx", {3: [shared_row(3)]})
    verdict = examine([path], find_borough("ISL"), date(2026, 4, 15))
    page = as_html(verdict, "accepted: 1 rows landed")
    said = re.sub(r"<[^>]+>|\s+", " ", page.split("<main>")[1]).casefold()
    assert said.count("accepted") == 1 and "refused" not in said
    assert "Must be mended" not in page


def test_what_must_be_mended_is_told_before_what_became_of_the_rows(refused):
    for form in (as_html(refused, "refused"), as_text(refused, "refused")):
        rows = max(form.find("What became of the rows"), form.find("rejected\n"))
        assert 0 < form.index("Must be mended") < rows


def test_a_refused_file_is_told_as_refused_and_not_as_never_sent(refused, tmp_path):
    write_receipt(tmp_path, "2026-04-15-refused-0a", refused, "refused")
    path = write_submitted(tmp_path / "no.duckdb", tmp_path, date(2026, 4, 16))
    page = path.read_text(encoding="utf-8")
    link = '<a href="ISL/2026-04-15-refused-0a.html">refused 15 Apr 2026</a>'
    assert link in page and page.count("not sent") == 32
    assert "March 2026: 0 of 33." in page


def test_every_rule_says_what_is_wrong_and_how_to_mend_it():
    for rule in rules().values():
        assert rule.severity in ("refuse", "reject_row", "warn"), rule.rule_id
        assert rule.sentence.endswith(".") and rule.how_to_fix.endswith("."), (
            rule.rule_id
        )


def test_the_page_can_be_drawn(refused, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: the page was not drawn")
    page, picture = tmp_path / "receipt.html", tmp_path / "receipt.png"
    page.write_text(as_html(refused, "refused"), encoding="utf-8")
    subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=900,1600",
            f"--screenshot={picture}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert picture.stat().st_size > 20_000
