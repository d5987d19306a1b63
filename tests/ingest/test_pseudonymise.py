"""What a borough's own tool writes: safe, whole, and taken by the door."""

import json
from datetime import date

import pytest

from ingest.boroughs import find_borough
from ingest.door import examine
from ingest.errors import SubmissionError
from ingest.pseudonymise import UnsafeToShare, pseudonymise
from ingest.pseudonyms import borough_pseudonym
from ingest.readers import read
from ingest.recognition import recognise
from liia.keys import new_key
from tests.workbooks import LISTS, row, write_workbook


@pytest.fixture
def key(tmp_path):
    return new_key(tmp_path / "borough.key", "borough")


def written(path, key, out):
    """The sheets of what pseudonymise wrote: list number to column to cells."""
    made = pseudonymise(path, key, out)
    sheets = [recognise(grid) for grid in read(made.written)]
    return {
        sheet.form.position: {
            name: sheet.texts(position) for position, name in sheet.fields.items()
        }
        for sheet in sheets
    }, made


def test_the_door_takes_what_the_tool_writes_and_every_row_is_there(tmp_path, key):
    rows = {n: [row(n, child=k) for k in (1, 2, 3)] for n in LISTS}
    path = write_workbook(tmp_path / "Annex_A_2026_Mar.xlsx", rows)
    made = pseudonymise(path, key, tmp_path / "out")
    verdict = examine([made.written], find_borough("ISL"), date(2026, 4, 15))
    assert not verdict.is_refused
    assert verdict.findings == []
    assert verdict.key_fingerprint == key.fingerprint
    assert {t.label: (t.read, t.landed) for t in verdict.tallies} == {
        one.label: (one.rows_out, one.rows_out) for one in made.lists if one.rows_out
    }
    assert sum(one.rows_in for one in made.lists) == 3 * len(LISTS)


def test_ids_births_postcodes_and_ages_become_coarser_and_nothing_else(tmp_path, key):
    path = write_workbook(tmp_path / "a.xlsx", {3: [row(3)], 8: [row(8)]})
    lists, _ = written(path, key, tmp_path / "out")
    referral, care = lists[3], lists[8]
    assert referral["Child Unique ID"] == [borough_pseudonym(key.secret, "1000001")]
    assert referral["Date of Birth"] == ["2012-05-01"]
    assert referral["Age of Child (Years)"] == ["13"]
    assert referral["Date of referral"] == ["2026-01-12"]
    assert referral["Referral Source"] == ["q) 6: Police"]
    assert care["Placement postcode"] == ["E17 9"]
    assert care["Child Unique ID"] == referral["Child Unique ID"]
    assert {"Allocated Team", "Allocated Worker"}.isdisjoint(referral)


def test_lists_that_the_notice_does_not_name_stay_behind_and_are_counted(tmp_path, key):
    path = write_workbook(tmp_path / "a.xlsx", {1: [row(1)] * 4, 3: [row(3)]})
    lists, made = written(path, key, tmp_path / "out")
    assert set(lists) == {3}
    contacts = next(one for one in made.lists if "Contacts" in one.label)
    assert (contacts.rows_in, contacts.rows_out) == (4, 0)


@pytest.mark.parametrize("child", ["1.23E+15", "12 34", "12E4", 1.5])
def test_a_spoilt_id_stops_the_file_and_names_the_row_only(tmp_path, key, child):
    path = write_workbook(tmp_path / "a.xlsx", {3: [row(3), row(3, child=child)]})
    with pytest.raises(UnsafeToShare) as stopped:
        pseudonymise(path, key, tmp_path / "out")
    (found,) = stopped.value.findings
    assert (found.rule_id, found.rows) == ("raw_child_id", (3,))
    assert not (tmp_path / "out").exists()


def test_an_identifier_in_a_column_that_is_kept_stops_the_file(tmp_path, key):
    cells = row(3, **{"Referral Source": "Police, E17 9QQ"})
    path = write_workbook(tmp_path / "a.xlsx", {3: [cells]})
    with pytest.raises(UnsafeToShare) as stopped:
        pseudonymise(path, key, tmp_path / "out")
    assert [found.rule_id for found in stopped.value.findings] == ["full_postcode"]


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("Date of referral", "the day after Jane came"),
        ("Referral Source", "ring 07700 900123"),
        ("Referral Source", "seen 17/05/2012"),
        ("Number of Referrals in Last 12 Months", "Jane"),
        ("Age of Child (Years)", "5512"),
    ],
)
def test_a_cell_that_is_not_what_its_field_is_stays_at_the_borough(
    tmp_path, key, field, cell
):
    path = write_workbook(tmp_path / "a.xlsx", {3: [row(3), row(3, **{field: cell})]})
    lists, made = written(path, key, tmp_path / "out")
    assert cell not in lists[3][field]
    assert made.lists[0].cells_blanked == {field: 1}


@pytest.mark.parametrize("child", ["Unknown", "N/A", "-", "0", "Total"])
def test_what_stands_for_no_id_is_nobodys_pseudonym(tmp_path, key, child):
    path = write_workbook(tmp_path / "a.xlsx", {3: [row(3), row(3, child=child)]})
    with pytest.raises(UnsafeToShare):
        pseudonymise(path, key, tmp_path / "out")


def test_a_census_header_tells_whose_and_when_and_no_more(tmp_path, key):
    from tests.cin_census_files import HEADER, child, write_census

    header = [HEADER[0], ("Source", [("LEA", "206"), ("SoftwareCode", "Jane Smith")])]
    raw = write_census(tmp_path / "ISL_cin.xml", [child()], header)
    made = pseudonymise(raw, key, tmp_path / "out")
    text = made.written.read_text()
    assert "<LEA>206</LEA>" in text and "Jane" not in text


def test_a_list_without_a_row_is_no_reason_to_refuse(tmp_path, key):
    from tests.cin_census_files import child, write_census

    raw = write_workbook(tmp_path / "Annex_A_2026_Jan.xlsx", {3: [row(3)], 7: []})
    made = pseudonymise(raw, key, tmp_path / "out")
    verdict = examine([made.written], find_borough("ISL"), date(2026, 4, 15))
    assert not verdict.is_refused
    # No Section 47, no plan: as most children of a census.
    referral = [("CINreferralDate", "2025-05-01"), ("ReferralSource", "6")]
    raw = write_census(tmp_path / "ISL_cin.xml", [child(1, [referral])])
    made = pseudonymise(raw, key, tmp_path / "out")
    verdict = examine([made.written], find_borough("ISL"), date(2026, 6, 15))
    assert not verdict.is_refused


def test_a_letter_that_only_looks_like_one_of_ours_is_not_taken_for_it(tmp_path, key):
    cells = row(8, **{"Placement postcode": "\u212aT1 2AB"})
    path = write_workbook(tmp_path / "a.xlsx", {8: [cells]})
    _, made = written(path, key, tmp_path / "out")
    assert made.lists[0].cells_blanked == {"Placement postcode": 1}


def test_a_postcode_that_is_none_is_left_blank_and_counted(tmp_path, key):
    cells = row(8, **{"Placement postcode": "not given"})
    path = write_workbook(tmp_path / "a.xlsx", {8: [cells]})
    lists, made = written(path, key, tmp_path / "out")
    assert "Placement postcode" not in lists[8] or lists[8]["Placement postcode"] == [
        None
    ]
    assert made.lists[0].cells_blanked == {"Placement postcode": 1}


def test_a_csv_list_comes_back_as_csv(tmp_path, key):
    import csv

    path = tmp_path / "list_3.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([list(LISTS[3]), list(LISTS[3].values())])
    lists, made = written(path, key, tmp_path / "out")
    assert made.written.suffix == ".csv"
    assert lists[3]["Date of Birth"] == ["01/05/2012"]


def test_the_sidecar_says_which_key_and_how_many_rows_and_no_more(tmp_path, key):
    path = write_workbook(tmp_path / "a.xlsx", {3: [row(3)]})
    pseudonymise(path, key, tmp_path / "out")
    said = json.loads((tmp_path / "out" / "pseudonymised.json").read_text())
    (file,) = said["files"].values()
    assert file["key_fingerprint"] == key.fingerprint
    assert file["lists"] == {"List 3 (Referrals)": {"rows_in": 1, "rows_out": 1}}
    assert key.secret.hex() not in repr(said) and "1000001" not in repr(said)


def test_the_raw_file_is_never_overwritten(tmp_path, key):
    path = write_workbook(tmp_path / "a.xlsx", {3: [row(3)]})
    before = path.read_bytes()
    with pytest.raises(SubmissionError, match="Choose another"):
        pseudonymise(path, key, tmp_path)
    assert path.read_bytes() == before


def test_a_list_that_holds_nobody_goes_through_with_its_headings(tmp_path, key):
    path = write_workbook(tmp_path / "Annex_A_2026_Mar.xlsx", {3: [row(3)], 7: []})
    lists, made = written(path, key, tmp_path / "out")
    assert lists[7]["Child Unique ID"] == []
    verdict = examine([made.written], find_borough("ISL"), date(2026, 4, 15))
    assert not verdict.is_refused
