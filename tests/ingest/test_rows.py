"""Rows: read = landed + rejected, and nothing lands that is not what its field is."""

import csv
import zipfile
from datetime import date

import pytest

from ingest.boroughs import find_borough
from ingest.door import examine
from ingest.rows import UNREADABLE
from tests.workbooks import LISTS, shared_row, write_workbook

TODAY = date(2026, 4, 15)


def judge(path):
    return examine([path], find_borough("ISL"), TODAY)


def referrals_csv(path, lines):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def lines_of(count):
    rows = [shared_row(3, child=n) for n in range(1, count + 1)]
    day = {"Date of referral": "12/01/2026", "Date of Birth": "01/05/2012"}
    return [list(rows[0]), *([*{**row, **day}.values()] for row in rows)]


def adds_up(verdict):
    return all(t.read == t.landed + sum(t.rejected.values()) for t in verdict.tallies)


def test_a_row_with_a_cell_too_many_is_rejected_and_not_shifted(tmp_path):
    lines = lines_of(3)
    lines[2].insert(2, "and then")
    verdict = judge(referrals_csv(tmp_path / "list_3.csv", lines))
    (tally,) = verdict.tallies
    assert (tally.read, tally.landed, tally.rejected) == (3, 2, {"ragged_row": 1})
    (found,) = [f for f in verdict.findings if f.rule_id == "ragged_row"]
    assert found.rows == (3,)


def test_a_quotation_mark_that_nobody_closed_swallows_no_rows(tmp_path):
    path = referrals_csv(tmp_path / "list_3.csv", lines_of(4))
    text = path.read_text().replace("a) WBRI", '"a) WBRI', 1)
    path.write_text(text)
    verdict = judge(path)
    (tally,) = verdict.tallies
    assert (tally.landed, tally.rejected) == (3, {"unparseable_row": 1})


@pytest.mark.parametrize(
    ("field", "cell", "rule"),
    [
        ("Age of Child (Years)", "5512 days", "unreadable_number"),
        ("Number of Referrals in Last 12 Months", "Jane", "unreadable_number"),
        ("Date of referral", "early in May", "unreadable_date"),
        ("Referral Source", "a neighbour\nwho saw", "unreadable_code"),
        ("Referral Source", "x" * 121, "unreadable_code"),
    ],
)
def test_a_cell_that_is_not_what_its_field_is_lands_as_unreadable(
    tmp_path, field, cell, rule
):
    rows = [shared_row(3), {**shared_row(3, child=2), field: cell}]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: rows}))
    assert not verdict.is_refused
    (found,) = [f for f in verdict.findings if f.rule_id == rule]
    assert (found.column, found.rows) == (field, (3,))
    landed = {cell for column in verdict.tables[0].columns.values() for cell in column}
    assert UNREADABLE in landed and cell not in landed


@pytest.mark.parametrize(
    "born",
    [
        "2010-03-14 00:00:00.000",
        "14-Mar-10",
        "14 Sept 2010",
        "20100314",
        "14th March 2010",
        "March 14, 2010",
        "40251.5",
        "2010-03-14T00:00:00Z",
        "14/ 3/2010",
    ],
)
def test_a_birth_in_a_form_that_we_do_not_know_refuses_the_file(tmp_path, born):
    rows = [shared_row(3, born=born)]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: rows}))
    assert "birth_day" in {f.rule_id for f in verdict.findings}


def test_rows_above_the_headings_and_sheets_of_no_list_are_counted(tmp_path):
    lines = lines_of(2)
    above = [["one", "two", "three"], ["four", "five", "six"]]
    verdict = judge(referrals_csv(tmp_path / "list_3.csv", above + lines))
    (tally,) = verdict.tallies
    assert (tally.read, tally.landed) == (4, 2)
    assert tally.rejected == {"rows_above_headings": 2}
    notes = [{"a": n, "b": "", "c": ""} for n in range(5)]
    rows = {3: [shared_row(3)], 99: notes}
    verdict = judge(write_workbook(tmp_path / "b.xlsx", rows, {99: "Notes"}))
    assert adds_up(verdict)
    assert [t.rejected for t in verdict.tallies] == [{}, {"unknown_sheet": 6}]


def test_one_list_left_behind_in_two_sheets_is_one_tally(tmp_path):
    contact = {**shared_row(1)}
    rows = {1: [contact], 11: [contact, contact], 3: [shared_row(3)]}
    verdict = judge(write_workbook(tmp_path / "a.xlsx", rows))
    assert not verdict.is_refused
    contacts = [t for t in verdict.tallies if "Contacts" in t.label]
    assert [(t.read, t.landed) for t in contacts] == [(3, 0)]


def test_a_few_slips_do_not_move_an_extract_to_another_month(tmp_path):
    rows = [shared_row(3, child=n, day=date(2026, 1, 1 + n % 28)) for n in range(1, 60)]
    rows[7]["Date of referral"] = date(2026, 4, 1)
    verdict = judge(write_workbook(tmp_path / "Annex_A_2026_Jan.xlsx", {3: rows}))
    assert verdict.submission.period_end == date(2026, 1, 31)
    assert "period_from_dates" in {f.rule_id for f in verdict.findings}


def test_an_extract_tells_of_its_month_until_its_latest_event(tmp_path):
    rows = [shared_row(3, day=date(2026, 1, 5))]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: rows}))
    assert verdict.submission.period_end == date(2026, 1, 31)
    assert verdict.submission.latest_event_date == date(2026, 1, 5)


def test_a_stray_cell_in_the_far_corner_is_refused_and_ends_nothing(tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("List 3")
        sheet.write_row(0, 0, list(LISTS[3]))
        sheet.write(1_048_575, 16_383, "stray")
    verdict = judge(path)
    assert verdict.fault and "far outside" in verdict.fault
    quoted = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(quoted, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b'r="XFD1048576"', b"r = 'XFD1048576'")
            new.writestr(name, data)
    assert "far outside" in (judge(quoted).fault or "")
