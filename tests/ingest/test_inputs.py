"""Every form in which a borough may send a list: tried one by one, told in a table."""

import csv
import io
from collections import defaultdict
from datetime import date

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.boroughs import find_borough
from ingest.dates import read_date
from ingest.door import examine
from ingest.expectations import UNREADABLE
from ingest.project import read_seed
from ingest.pseudonymise import pseudonymise
from liia.keys import new_key
from tests.workbooks import pseudonym, shared_row, write_workbook
from tests.xls_files import write_xls

TODAY = date(2026, 4, 15)
HELD: dict[str, list[bool]] = defaultdict(list)
"""Class of input to whether each file of it was judged as it should be."""


@pytest.fixture(scope="module", autouse=True)
def table_of_outcomes():
    yield
    lines = [
        f"  {kind:28}{len(held):4} files{sum(held):5} right"
        for kind, held in HELD.items()
    ]
    print("\n" + "\n".join(lines))


def judge(path):
    return examine([path], find_borough("ISL"), TODAY)


def children(count=4, **cells):
    day = {"Date of referral": "12/01/2026", "Date of Birth": "01/05/2012"}
    return [{**shared_row(3, child=n), **day, **cells} for n in range(1, count + 1)]


def text_of(rows, delimiter=","):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(
        [list(rows[0]), *(r.values() for r in rows)]
    )
    return file.getvalue()


def column(verdict, name):
    return list(verdict.tables[0].columns[name])


def hold(kind, outcome):
    HELD[kind].append(outcome)
    assert outcome


@pytest.mark.parametrize("suffix", ["csv", "tsv", "txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_in_any_encoding_and_delimiter_lands(
    tmp_path, suffix, encoding, delimiter
):
    path = tmp_path / f"list_3.{suffix}"
    path.write_bytes(text_of(children(), delimiter).encode(encoding))
    verdict = judge(path)
    hold(
        "encoding and delimiter",
        not verdict.is_refused and verdict.tallies[0].landed == 4,
    )


DAYS = ["2026-01-12", "12/01/2026", "12/01/26", "12-01-2026", "12.01.2026", "12-Jan-2026",
        "12-Jan-26", "2026/01/12", "12 Jan 2026", "12 January 2026", "2026-01-12T09:30:00",
        "12/01/2026 09:30", "12/1/2026", "46034", "46034.0"]  # fmt: skip


@pytest.mark.parametrize("written", DAYS)
def test_a_day_is_read_in_every_form_of_offices(tmp_path, written):
    path = write_workbook(
        tmp_path / "a.xlsx",
        {3: children(day=0) and children(**{"Date of referral": written})},
    )
    verdict = judge(path)
    found = {f.rule_id for f in verdict.findings}
    right = verdict.submission.period_end == date(2026, 1, 31)
    hold("form of a day", right and "unreadable_date" not in found)


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_date_cell_is_the_same_day_in_both_calendars_of_spreadsheets(
    tmp_path, is_1904
):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": is_1904}) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet = workbook.add_worksheet("List 3")
        row = children(1)[0]
        sheet.write_row(0, 0, list(row))
        sheet.write_row(1, 0, list(row.values()))
        sheet.write_datetime(
            1, list(row).index("Date of referral"), date(2026, 1, 12), day
        )
    hold(
        "calendar of 1900, of 1904",
        column(judge(path), "referral_date") == ["2026-01-12"],
    )


def bare_serials(path, is_1904, heading, cells):
    """One row of List 3, and a sheet of `heading` alone, each day a bare number."""
    first = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    row = {**children(1)[0], **cells}
    with xlsxwriter.Workbook(str(path), {"date_1904": is_1904}) as workbook:
        sheet = workbook.add_worksheet("List 3")
        other = workbook.add_worksheet("other")
        other.write_row(0, 0, [heading])
        other.write_row(1, 0, [(day - first).days for day in cells.values()])
        for position, (name, cell) in enumerate(row.items()):
            sheet.write(0, position, name)
            cell = (cell - first).days if isinstance(cell, date) else cell
            sheet.write(1, position, cell)
    return path


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("is_twin", [False, True])
def test_a_bare_number_is_a_day_of_its_own_workbook_s_calendar(
    tmp_path, is_1904, is_twin
):
    days = {"Date of referral": date(2026, 1, 12), "Date of Birth": date(2012, 5, 1)}
    path = bare_serials(tmp_path / "a.xlsx", is_1904, "other", days)
    if is_twin:
        key = new_key(tmp_path / "borough.key", "borough")
        path = pseudonymise(path, key, tmp_path / "out").written
    verdict = judge(path)
    (referred,) = column(verdict, "referral_date")
    hold(
        "bare number in calendars",
        verdict.submission.period_end == date(2026, 1, 31)
        and verdict.submission.latest_event_date == date(2026, 1, 12)
        and read_date(referred) == date(2026, 1, 12)
        and column(verdict, "birth_month") == ["2012-05-01"],
    )


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("heading", ["Date of Birth", "Child DOB"])
def test_a_birth_as_a_bare_number_is_held_to_its_month_in_both_calendars(
    tmp_path, is_1904, heading
):
    """2 May 2012 by 1904 would be a first of May by 1900, and let in."""
    for born, is_whole in [(date(2012, 5, 1), False), (date(2012, 5, 2), True)]:
        path = tmp_path / f"{born:%d}.xlsx"
        verdict = judge(bare_serials(path, is_1904, heading, {"Date of Birth": born}))
        places = {f.sheet for f in verdict.findings if f.rule_id == "birth_day"}
        hold("bare number in calendars", len(places) == 2 * is_whole)


BIRTHS = [
    "2012-05",
    "05/2012",
    "May 2012",
    "May-2012",
    "01/05/2012",
    "2012-05-01",
    "41030",
]


@pytest.mark.parametrize("written", BIRTHS)
def test_a_birth_given_as_its_month_lands_as_its_first_day(tmp_path, written):
    path = tmp_path / "list_3.csv"
    path.write_text(text_of(children(**{"Date of Birth": written})))
    hold("month of birth", set(column(judge(path), "birth_month")) == {"2012-05-01"})


@pytest.mark.parametrize(
    "written", ["E17 9", "e179", " E17  9 ", "EC1A 1", "sw1a1", "N1 1"]
)
def test_a_postcode_sector_lands_however_it_is_spaced(tmp_path, written):
    rows = {8: [shared_row(8, **{"Placement postcode": written})]}
    verdict = judge(write_workbook(tmp_path / "a.xlsx", rows))
    (sector,) = column(verdict, "placement_sector")
    tidy = "".join(written.split()).upper()
    hold("postcode sector", sector == f"{tidy[:-1]} {tidy[-1]}")


@pytest.mark.parametrize("written", ["N11", "E17", "SW1A", "E1790", "1799"])
def test_what_may_be_a_district_is_not_read_as_a_sector(tmp_path, written):
    rows = {8: [shared_row(8, **{"Placement postcode": written})]}
    verdict = judge(write_workbook(tmp_path / "a.xlsx", rows))
    hold("postcode sector", column(verdict, "placement_sector") == [UNREADABLE])


REORDERED = list(shared_row(3))[::-1]


def test_columns_are_found_in_any_order(tmp_path):
    rows = [{name: row[name] for name in REORDERED} for row in children()]
    path = tmp_path / "list_3.csv"
    path.write_text(text_of(rows))
    hold("order of columns", len(set(column(judge(path), "child_id"))) == 4)


@pytest.mark.parametrize(
    ("heading", "instead_of"),
    [
        ("Child's identifier", "Child Unique ID"),
        ("Date the child's birth was", "Date of Birth"),
        ("Age at extract", "Age of Child (Years)"),
        ("Date of the referral", "Date of referral"),
        ("Referral - source of", "Referral Source"),
    ],
)
def test_a_heading_that_no_list_holds_is_known_by_its_words(
    tmp_path, heading, instead_of
):
    rows = [
        {(heading if n == instead_of else n): c for n, c in r.items()}
        for r in children()
    ]
    path = tmp_path / "list_3.csv"
    path.write_text(text_of(rows))
    found = {f.rule_id for f in judge(path).findings}
    hold(
        "heading by its words",
        not found & {"missing_column", "unknown_heading", "missing_child_id"},
    )


def test_words_never_take_a_column_from_a_heading_that_is_known(tmp_path):
    """The mistake of a looser reader: "Care package cost" is no age, nor is "Age band"."""
    rows = [
        {**row, "Age band": "10 to 15", "Care package cost": "350"}
        for row in children()
    ]
    path = tmp_path / "list_3.csv"
    path.write_text(text_of(rows))
    verdict = judge(path)
    unknown = [f.column for f in verdict.findings if f.rule_id == "unknown_heading"]
    hold(
        "heading by its words",
        set(column(verdict, "age_years")) == {"13"} and len(unknown) == 2,
    )


def test_two_columns_for_one_field_refuse(tmp_path):
    path = tmp_path / "list_3.csv"
    path.write_text(text_of([{**row, "Sex": "F"} for row in children()]))
    hold(
        "two columns, one field",
        "field_twice" in {f.rule_id for f in judge(path).findings},
    )


@pytest.mark.parametrize("spoilt", ['"half', 'x"y"z', '"a"b'])
def test_a_line_that_is_no_row_is_rejected_and_those_after_it_land(tmp_path, spoilt):
    lines = text_of(children(6)).splitlines()
    cells = lines[3].split(",")
    lines[3] = ",".join([cells[0], spoilt, *cells[2:]])
    path = tmp_path / "list_3.csv"
    path.write_text("\n".join(lines) + "\n")
    verdict = judge(path)
    (tally,) = verdict.tallies
    found = {f.rule_id: f.rows for f in verdict.findings}
    if spoilt == 'x"y"z':  # a quotation mark inside a cell is a character of it
        hold("line that is no row", (tally.read, tally.landed) == (6, 6))
        return
    hold(
        "line that is no row",
        found["unparseable_row"] == (4,) and (tally.read, tally.landed) == (6, 5),
    )


@pytest.mark.parametrize(("too_long", "is_refused"), [(5, False), (6, True)])
def test_a_list_of_which_over_a_tenth_is_unusable_is_refused(
    tmp_path, too_long, is_refused
):
    lines = text_of(children(50)).splitlines()
    spoilt = [
        line + ",1" if 0 < n <= too_long else line for n, line in enumerate(lines)
    ]
    path = tmp_path / "list_3.csv"
    path.write_text("\n".join(spoilt))
    verdict = judge(path)
    hold("share of rows rejected", verdict.is_refused == is_refused)
    assert ("many_rejected" in {f.rule_id for f in verdict.findings}) == is_refused


def test_a_row_that_stands_twice_is_told_with_both_places(tmp_path):
    rows = children(3)
    path = tmp_path / "list_3.csv"
    path.write_text(text_of([*rows, rows[1]]))
    (found,) = [f for f in judge(path).findings if f.rule_id == "row_repeated"]
    hold("row repeated", found.rows == (3, 5))


@pytest.mark.parametrize("ids", [("0012", "12"), ("12E4", "120000"), ("1.0", "1")])
def test_ids_that_look_like_one_number_stay_two_children(tmp_path, ids):
    rows = [
        {**row, "Child Unique ID": one}
        for row, one in zip(children(2), ids, strict=True)
    ]
    path = tmp_path / "list_3.csv"
    path.write_text(text_of(rows))
    verdict = examine([path], find_borough("ISL"), TODAY, r"[0-9E.]+")
    hold("ids as text", column(verdict, "child_id") == list(ids))


MARK = "Zyxwv"
"""Stands for what no message may repeat."""
cells = st.one_of(
    st.none(),
    st.text(max_size=12).map(lambda text: MARK + text),
    st.sampled_from(
        ["12/01/2026", "WBRI", "13", "E17 9", '"', "\x00", "1e9", pseudonym(3)]
    ),
)


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.lists(cells, min_size=1, max_size=12), max_size=8),
    garbage=st.binary(max_size=40),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_whatever_comes_nothing_crashes_rows_are_conserved_and_no_value_is_told(
    tmp_path, rows, garbage, delimiter
):
    path = tmp_path / "list_3.csv"
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, escapechar="\\").writerows(
        [list(shared_row(3)), *rows]
    )
    path.write_bytes(file.getvalue().encode() + garbage)
    verdict = judge(path)

    for tally in verdict.tallies:
        assert tally.read == tally.landed + sum(tally.rejected.values())
    said = "".join(map(str, verdict.findings)) + (verdict.fault or "")
    assert MARK not in said


def test_every_rule_says_how_severe_it_is_and_how_to_mend_it():
    for rule in read_seed("governance/door_rules"):
        assert rule["severity"] in ("refuse", "reject_row", "warn")
        assert rule["sentence"].endswith(".") and rule["how_to_fix"].endswith(".")


def test_a_workbook_of_the_old_format_lands_as_the_new_one_does(tmp_path):
    rows = children(3)
    new = judge(write_workbook(tmp_path / "new.xlsx", {3: rows}))
    old = judge(write_xls(tmp_path / "old.xls", rows))
    (of_new,), (of_old,) = new.tables, old.tables
    hold(
        "xls",
        of_old.columns == of_new.columns and list(of_old.source_rows) == [2, 3, 4],
    )


@pytest.mark.parametrize("cell", ["E17 9QQ", "Caf\u00e9, E17 9QQ"])
def test_a_workbook_of_the_old_format_is_searched_in_every_cell(tmp_path, cell):
    rows = [{**row, "Remarks": cell} for row in children(3)]
    verdict = judge(write_xls(tmp_path / "old.xls", rows))
    hold("xls", "full_postcode" in {f.rule_id for f in verdict.findings})
