"""The gate: one identifying cell anywhere refuses the file, and is never repeated."""

import random
from datetime import date, datetime

import pytest

from ingest.boroughs import find_borough
from ingest.door import examine
from ingest.identifiers import holds_nhs_number
from ingest.privacy import as_sector
from ingest.receipt import as_json, as_text
from tests.workbooks import shared_row, shared_workbook, write_workbook

TODAY = date(2026, 4, 15)


def judge(path):
    return examine([path], find_borough("ISL"), TODAY)


def refusals(verdict):
    return {f.rule_id for f in verdict.findings if f.rule.severity == "refuse"}


def test_a_safe_workbook_is_accepted(tmp_path):
    verdict = judge(shared_workbook(tmp_path / "Annex_A_2026_Mar.xlsx"))
    assert not verdict.is_refused
    assert sum(tally.landed for tally in verdict.tallies) == 6


@pytest.mark.parametrize(
    "born",
    [
        date(2012, 5, 17),
        datetime(2012, 5, 17, 9, 30),
        "17/05/2012",
        "2012-05-17",
        "17 May 2012",
        "17-05-2012",
        "17.05.2012",
        41046,
        "41046.0",
    ],
)
def test_a_birth_given_to_the_day_refuses_the_file(tmp_path, born):
    verdict = judge(shared_workbook(tmp_path / "a.xlsx", born=born))
    assert refusals(verdict) == {"birth_day"}


@pytest.mark.parametrize(
    "born", [date(2012, 5, 1), "05/2012", "2012-05", "May 2012", None]
)
def test_a_birth_given_to_the_month_is_accepted(tmp_path, born):
    assert not judge(shared_workbook(tmp_path / "a.xlsx", born=born)).is_refused


@pytest.mark.parametrize(
    "postcode",
    ["E17 9QQ", "e179qq", "E17  9QQ", "E17-9QQ", "E17 9Q", "near E17 9QQ", "V28 5OY"],
)
def test_a_postcode_finer_than_a_sector_refuses_the_file(tmp_path, postcode):
    rows = [shared_row(8, **{"Placement postcode": postcode})]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {8: rows}))
    assert refusals(verdict) == {"full_postcode"}


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("neighbour at E17 9QQ", "full_postcode"),
        ("see 9434765919", "nhs_number"),
        ("A123456789012 on roll", "pupil_number"),
        ("head@school.example.org", "email_address"),
        ("ring 020 7946 0018", "phone_number"),
        ("x" * 32_768, "oversized_cell"),
    ],
)
def test_an_identifier_in_any_other_column_refuses_the_file(tmp_path, cell, rule):
    import csv

    path = tmp_path / "referrals.csv"
    cells = {**shared_row(3), "Referral Source": cell}
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([list(cells), list(cells.values())])
    assert refusals(judge(path)) == {rule}


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("E17 9QQ", "E17 9"),
        ("n111aa", "N11 1"),
        ("EC1A\xa01BB", "EC1A 1"),
        ("N1 1", "N1 1"),
        ("v28 5OY", "V28 5"),
        ("N11", None),
        ("none", None),
    ],
)
def test_a_sector_is_read_from_what_boroughs_write(text, sector):
    assert as_sector(text) == sector


def test_one_identifier_in_the_last_of_many_rows_refuses_the_file(tmp_path):
    rows = [shared_row(3, child=n) for n in range(2000)]
    rows[-1]["Referral Source"] = "see 943 476 5919"
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: rows}))
    (found,) = [f for f in verdict.findings if f.rule.severity == "refuse"]
    assert (found.rule_id, found.rows) == ("nhs_number", (2001,))


@pytest.mark.parametrize(
    "child", [1234567, "1234567", "C-100", "p1short", "P1" + "A" * 26]
)
def test_an_id_that_is_no_pseudonym_refuses_the_file(tmp_path, child):
    rows = [{**shared_row(3), "Child Unique ID": child}]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: rows}))
    assert refusals(verdict) == {"raw_child_id"}


@pytest.mark.parametrize(
    ("age", "is_refused"), [(13, False), (13.5, False), (6.138, True)]
)
def test_an_age_that_gives_the_birthday_away_refuses_the_file(
    tmp_path, age, is_refused
):
    verdict = judge(shared_workbook(tmp_path / "a.xlsx", age=age))
    assert ("exact_age" in refusals(verdict)) is is_refused


@pytest.mark.parametrize(
    "heading",
    ["Surname", "Child's Name", "NHS Number", "UPN", "Home Address", "E-mail"],
)
def test_a_column_whose_heading_identifies_refuses_the_file(tmp_path, heading):
    rows = [{**shared_row(3), heading: "x"}]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: rows}))
    assert refusals(verdict) == {"identifying_heading"}


def test_a_list_that_never_lands_and_an_unknown_sheet_are_searched_too(tmp_path):
    contact = {**shared_row(1), "Date of Birth": date(2012, 5, 17)}
    path = write_workbook(tmp_path / "a.xlsx", {1: [contact], 3: [shared_row(3)]})
    assert refusals(judge(path)) == {"birth_day"}
    notes = {"Notes": "call 07700 900123", "More": "", "Else": ""}
    rows = {3: [shared_row(3)], 99: [notes]}
    path = write_workbook(tmp_path / "b.xlsx", rows, {99: "Notes"})
    assert refusals(judge(path)) == {"phone_number"}


def test_a_file_named_after_a_number_that_identifies_is_refused_unnamed(tmp_path):
    path = shared_workbook(tmp_path / "943 476 5919.xlsx")
    verdict = judge(path)
    assert "nhs_number" in refusals(verdict)
    assert "943" not in as_text(verdict, "refused") + repr(as_json(verdict, "refused"))


def test_no_receipt_repeats_a_value(tmp_path):
    canaries = {
        "Child Unique ID": "CANARY-7731",
        "Date of Birth": "17/05/2012",
        "Age of Child (Years)": 6.1382,
        "Referral Source": "mail zebra.canary@example.org",
        "Date of referral": "canary day",
    }
    rows = [{**shared_row(3), **canaries}]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: rows}, {3: "Canary Smith"}))
    said = as_text(verdict, "refused") + repr(as_json(verdict, "refused"))
    assert "birth_day" in said
    for value in ("CANARY", "17/05", "6.138", "zebra", "canary", "Smith"):
        assert value not in said


def ten_digits(count, *, passing):
    """Numbers of ten digits, of which so many pass the check of an NHS number."""
    chance = random.Random(7)
    numbers = {True: set(), False: set()}
    while len(numbers[True]) < passing or len(numbers[False]) < count - passing:
        number = str(chance.randrange(10**9, 10**10))
        numbers[holds_nhs_number(number)].add(number)
    good = sorted(numbers[True])[:passing]
    return [*good, *sorted(numbers[False])[: count - passing]]


@pytest.mark.parametrize(
    ("count", "passing", "is_refused"),
    [(60, 6, False), (60, 15, True), (49, 4, True), (49, 0, False)],
)
def test_ids_of_ten_digits_are_no_nhs_numbers_when_few_of_many_pass_the_check(
    tmp_path, count, passing, is_refused
):
    ids = ten_digits(count, passing=passing)
    rows = [{**shared_row(3), "Child Unique ID": one} for one in ids]
    path = write_workbook(tmp_path / "a.xlsx", {3: rows})
    verdict = examine([path], find_borough("ISL"), TODAY, r"[0-9]{10}")
    assert ("nhs_number" in refusals(verdict)) is is_refused
    assert "nhs_number" in refusals(judge(path)) or not passing


def test_a_number_that_may_stand_as_an_id_may_stand_nowhere_else(tmp_path):
    ids = ten_digits(60, passing=6)
    row = {**shared_row(3), "Remarks": None}
    rows = [{**row, "Child Unique ID": one} for one in ids]
    rows[0]["Remarks"] = ids[0]
    path = write_workbook(tmp_path / "a.xlsx", {3: rows})
    verdict = examine([path], find_borough("ISL"), TODAY, r"[0-9]{10}")
    assert "nhs_number" in refusals(verdict)


@pytest.mark.parametrize(
    "cell", ["q) 6: Police Zebedee", "6 - Police (Zebedee)", "Zebedee"]
)
def test_a_coded_cell_lands_without_the_words_that_are_no_codes(tmp_path, cell):
    row = {**shared_row(3), "Referral Source": cell}
    (table,) = judge(write_workbook(tmp_path / "a.xlsx", {3: [row]})).tables
    (landed,) = table.columns["referral_source"]
    assert landed and "zebedee" not in landed.casefold()
