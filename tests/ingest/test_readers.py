"""Readers: text in, text out, row numbers as a spreadsheet shows them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from ingest.limits import limits
from ingest.readers import read
from tests.workbooks import write_workbook


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_the_encodings_and_delimiters_of_offices(
    tmp_path, encoding, delimiter
):
    path = tmp_path / "a.csv"
    lines = [["Child Unique ID", "Place"], ["0012", "Café"]]
    path.write_text("\n".join(delimiter.join(line) for line in lines), encoding)
    (grid,) = read(path)
    assert grid.rows == [(1, lines[0]), (2, lines[1])]


def test_blank_rows_are_no_rows_and_keep_the_count_right(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('A,B\n\n"two\nlines",x\n , \n1,2\n')
    (grid,) = read(path)
    assert [number for number, _ in grid.rows] == [1, 3, 6]


def test_a_workbook_keeps_zeros_row_numbers_and_days(tmp_path):
    from datetime import date, datetime

    rows = [
        {"Id": "0012", "Day": date(2026, 3, 1), "Count": 3.0, "At": "x"},
        {"Id": None, "Day": None, "Count": None, "At": None},
        {"Id": 12, "Day": datetime(2026, 3, 1, 9, 30), "Count": 2.5, "At": " y "},
    ]
    (grid,) = read(write_workbook(tmp_path / "a.xlsx", {3: rows}))
    assert grid.rows[1:] == [
        (2, ["0012", "2026-03-01", "3", "x"]),
        (4, ["12", "2026-03-01T09:30:00", "2.5", "y"]),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a workbook"),
        ("a.xlsx", b"PK\x03\x04 cut short"),
        ("a.xls", b"PK\x03\x04"),
        ("a.csv", b"PK\x03\x04 a workbook"),
        ("a.csv", b"\x1f\x8b gzip"),
        ("a.csv", b"a,b\n1,\x002\n"),
        ("a.docx", b"PK\x03\x04"),
        ("a.xlsx", b""),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_without_its_content(
    tmp_path, name, content
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        read(path)
    assert name in str(refusal.value)
    assert "never closed" not in str(refusal.value)


def test_a_link_and_an_enormous_file_are_refused_before_they_are_opened(tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to("/etc/hostname")
    with pytest.raises(UnreadableFile, match="regular file"):
        read(link)
    sparse = tmp_path / "big.csv"
    with sparse.open("wb") as file:
        file.truncate(limits().file_mb * 1_000_000 + 1)
    with pytest.raises(UnreadableFile, match="larger"):
        read(sparse)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_csv_reader_fail_otherwise_than_by_refusing(
    tmp_path_factory, data
):
    path = tmp_path_factory.mktemp("fuzz") / "a.csv"
    path.write_bytes(data)
    try:
        (grid,) = read(path)
    except UnreadableFile as refusal:
        assert "a.csv" in str(refusal)
    else:
        assert all(any(cells) for _, cells in grid.rows)
