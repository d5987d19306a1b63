"""What is spoilt in the files, and nothing else, stands among the faults of the truth."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from liia.synthetic.annex_a.workbook import SHEETS
from liia.synthetic.boroughs import boroughs
from liia.synthetic.london import Plan, make_london
from liia.synthetic.mess import SHARES, Level, Mess
from liia.synthetic.mess.faults import CHANGES_OF_MIND
from liia.synthetic.mess.personality import TIDY, Habits, habits_of

CODES = ("HAC", "ISL", "WAL", "CAM")
ADDED = ("row repeated", "child under another id")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[Level, Path]:
    """Level to the same boroughs, spoilt that much."""
    folders = {level: tmp_path_factory.mktemp(level.value) for level in Level}
    for level, out in folders.items():
        list(make_london(Plan(out, years=2, scale=0.1, mess=level), CODES))
    return folders


def faults(out: Path) -> list[dict]:
    paths = sorted((out / "truth" / "faults").glob("*.parquet"))
    return [row for path in paths for row in parquet.read_table(path).to_pylist()]


def rows_of_sheet(path: Path, name: str, habits: Habits = TIDY) -> list[list]:
    if habits.sheet_style == "named":
        name = SHEETS[int(name.split()[1])]
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    below = rows[1 + habits.title_rows :]
    return [row for row in below if any(cell != "" for cell in row)]


def test_without_mess_there_is_no_fault(made):
    assert faults(made[Level.none]) == []


def test_the_truth_is_the_same_however_its_files_are_spoilt(made):
    clean = made[Level.none] / "truth"
    for level in (Level.usual, Level.severe):
        for path in clean.rglob("*.parquet"):
            within = path.relative_to(clean)
            if within.parts[0] != "faults":
                other = made[level] / "truth" / within
                assert other.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("level", [Level.usual, Level.severe])
def test_every_kind_of_fault_of_a_row_occurs_and_is_noted(level, made):
    counted = Counter(fault["fault"] for fault in faults(made[level]))

    assert set(SHARES[level]) <= counted.keys()
    assert set(CHANGES_OF_MIND[level]) <= counted.keys()
    assert counted["row left out"] > 20


@pytest.mark.parametrize("level", [Level.usual, Level.severe])
@pytest.mark.parametrize("number", [3, 5, 7])
def test_a_sheet_has_the_rows_that_its_faults_say(level, number, made):
    name = f"List {number}"
    expected, found = {}, {}
    for path in sorted(made[Level.none].glob("*/*.xlsx")):
        where = (path.parent.name, path.name)
        noted = Counter(
            fault["fault"]
            for fault in faults(made[level])
            if (fault["borough_code"], fault["file"], fault["part"]) == (*where, name)
        )
        clean = len(rows_of_sheet(path, name))
        added = sum(noted[fault] for fault in ADDED)
        gone = noted["row left out"] + noted["deleted later"]
        expected[where] = clean - gone + added
        found[where] = len(
            rows_of_sheet(
                made[level] / where[0] / where[1],
                name,
                habits_of(Mess(level, 1, where[0])),
            )
        )

    assert len(found) == len(CODES) * 4
    assert found == expected


def test_a_misdated_start_stands_in_the_census_as_the_fault_says(made):
    misdated = [
        fault
        for fault in faults(made[Level.usual])
        if (fault["part"], fault["fault"]) == ("CINdetails", "start misdated")
    ]

    assert misdated
    for fault in misdated:
        path = made[Level.usual] / fault["borough_code"] / fault["file"]
        (child,) = (
            text
            for text in path.read_text("utf-8").split("<Child>")
            if f"<LAchildID>{fault['local_id']}<" in text
        )
        assert f"<CINreferralDate>{fault['became']}<" in child


def test_csv_files_are_written_with_the_borough_s_habits(made):
    for code in CODES:
        habits = habits_of(Mess(Level.severe, 1, code))
        for path in (made[Level.severe] / code).glob("*_reviews.csv"):
            with path.open(newline="", encoding=habits.encoding) as file:
                lines = list(csv.reader(file, delimiter=habits.delimiter))
            assert lines[0][0] == habits.spell("CHILD")
            assert len(lines[0]) >= 3


def test_every_way_of_writing_is_some_borough_s_habit():
    written = [habits_of(Mess(Level.severe, 1, code)) for code in boroughs()]

    for habit, ways in {
        "heading_style": {"as on the form", "capitals", "padded", "own words"},
        "date_style": {
            *("as dates", "serial", "serial of 1904"),
            *("%d/%m/%Y", "%d-%b-%Y", "%d/%m/%y", "%Y-%m-%d"),
        },
        "code_style": {*("with letters", "without letters", "codes alone", "capitals")},
        "delimiter": {",", ";", "\t"},
        "encoding": {"utf-8", "utf-8-sig", "cp1252", "utf-16"},
        "sheet_style": {"List", "named"},
        "title_rows": {0, 2},
        "blank_rows": {0, 25, 400},
        "unborn_ids": {"own", "prefixed"},
    }.items():
        assert {getattr(habits, habit) for habits in written} == ways
    assert {bool(habits.ids_change_on) for habits in written} == {True, False}


@pytest.mark.parametrize("number", [3, 5, 7])
def test_a_fault_of_a_cell_stands_in_the_row_that_it_names(number, made):
    """Its sheet, row and column are enough to find it without any other knowledge."""
    name, looked_at = f"List {number}", 0
    for fault in faults(made[Level.severe]):
        if fault["part"] != name or fault["fault"] != "date unreadable":
            continue
        habits = habits_of(Mess(Level.severe, 1, fault["borough_code"]))
        sheet = SHEETS[number] if habits.sheet_style == "named" else name
        path = made[Level.severe] / fault["borough_code"] / fault["file"]
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
        row = rows[fault["row"] - 1]
        written = [cell.lower() for cell in row if isinstance(cell, str)]
        column_left_out = fault["became"].lower() not in written
        assert not column_left_out or any(
            f["fault"] == "column missing" and f["column"] == fault["column"]
            for f in faults(made[Level.severe])
        )
        looked_at += 1

    assert looked_at


def test_what_is_deleted_later_was_told_before(made):
    """In an earlier file of the same return, of the same child."""
    noted = faults(made[Level.severe])
    deleted = [f for f in noted if f["fault"] == "deleted later"]
    referrals = [f for f in deleted if f["return_name"] == "cin_census"]

    assert {f["return_name"] for f in deleted} >= {"annex_a", "cin_census"}
    assert referrals
    for fault in referrals:
        folder = made[Level.none] / fault["borough_code"]
        first = (folder / "CIN_census_2025.xml").read_text("utf-8")
        assert fault["file"] == "CIN_census_2026.xml"
        assert f"<LAchildID>{fault['local_id']}<" in first


def test_some_borough_of_a_severe_mess_sends_the_wrong_year_and_sends_again(tmp_path):
    plan = Plan(tmp_path, years=2, scale=0.01, mess=Level.severe, extracts_per_year=1)
    codes = ("BAD", "BAR", "BEX", "BRE", "BRO", "CAM", "CRO", "EAL")
    list(make_london(plan, codes))

    whole = {fault["fault"] for fault in faults(tmp_path) if not fault["part"]}

    assert {"file of the wrong year", "children missing until sent again"} <= whole
    assert list(tmp_path.glob("*/sent_again/CIN_census_*.xml"))
