"""Lists are known by their headings, fields by any heading that boroughs write."""

from datetime import date

import pytest

from ingest.boroughs import find_borough
from ingest.door import examine
from ingest.errors import UnknownBorough
from ingest.layout import RETURNS, forms, heading_fields, heading_key
from ingest.project import read_seed
from ingest.readers import read
from ingest.recognition import column_letter, recognise
from tests.workbooks import LISTS, row, shared_row, write_workbook

TODAY = date(2026, 4, 15)


def judge(path):
    return examine([path], find_borough("ISL"), TODAY)


def rules_of(verdict):
    return {found.rule_id for found in verdict.findings}


@pytest.mark.parametrize("number", LISTS)
def test_a_list_is_known_by_its_headings_whatever_the_sheet_is_called(tmp_path, number):
    path = write_workbook(
        tmp_path / "a.xlsx", {number: [row(number)]}, {number: "Data"}
    )
    (grid,) = read(path)
    assert recognise(grid).form.position == number


@pytest.mark.parametrize(
    "spoil",
    [str.upper, str.lower, lambda h: f"  {h} ", lambda h: h.replace("'", "\u2019")],
)
def test_headings_are_known_in_any_case_spacing_and_punctuation(tmp_path, spoil):
    rows = [{spoil(heading): cell for heading, cell in shared_row(8).items()}]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {8: rows}))
    assert not verdict.is_refused
    assert rules_of(verdict) <= {"no_sidecar"}


@pytest.mark.parametrize("return_name", RETURNS)
def test_every_known_variant_leads_to_a_field_of_the_form(return_name):
    fields = {name for form in forms(return_name) for name in form.fields}
    for variant in read_seed("codes/header_variants"):
        if variant["return_name"] == return_name:
            key = heading_key(variant["variant"])
            assert variant["source_field"] in fields
            assert variant["source_field"] in heading_fields(return_name)[key]


def test_a_title_above_the_headings_does_not_hide_the_list(tmp_path):
    import csv

    cells = shared_row(3)
    path = tmp_path / "referrals.csv"
    with path.open("w", newline="") as file:
        rows = [["Referrals in the half year"], list(cells), list(cells.values())]
        csv.writer(file).writerows(rows)
    (grid,) = read(path)
    sheet = recognise(grid)
    assert sheet.form.position == 3
    assert sheet.numbers == [3]


def test_a_missing_column_is_a_finding_and_the_list_still_lands(tmp_path):
    cells = shared_row(3)
    del cells["Referral Source"]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: [cells]}))
    (found,) = [f for f in verdict.findings if f.rule_id == "missing_column"]
    assert found.column == "Referral Source"
    assert not verdict.is_refused
    assert verdict.tallies[0].landed == 1


def test_a_column_that_the_notice_does_not_list_is_named_and_left_out(tmp_path):
    cells = {**shared_row(3), "Allocated Team": "North", "Shoe Size": 7}
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: [cells]}))
    places = {f.rule_id: f.column for f in verdict.findings}
    assert places["column_not_landed"] == "Allocated Team"
    # A heading that we do not know is told by its letter: it could be anything.
    assert places["unknown_heading"] == f"column {column_letter(len(cells) - 1)}"
    assert "North" not in repr(verdict.tables[0].columns)


def test_two_columns_for_one_field_and_one_list_twice_are_refused(tmp_path):
    cells = {**shared_row(3), "Sex": "b) Female"}
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: [cells]}))
    assert verdict.is_refused and "field_twice" in rules_of(verdict)
    twice = {3: [shared_row(3)], 33: [shared_row(3)]}
    verdict = judge(write_workbook(tmp_path / "b.xlsx", twice))
    assert verdict.is_refused and "list_twice" in rules_of(verdict)


def test_a_borough_is_found_by_any_of_its_codes_and_no_other():
    for code in ("ISL", "isl", "E09000019", "206"):
        assert find_borough(code).name == "Islington"
    with pytest.raises(UnknownBorough, match="ISL"):
        find_borough("XYZ")
