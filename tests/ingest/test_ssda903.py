"""SSDA903 sets: by heading never by position, by the dates inside never by the name."""

import csv
from datetime import date

import pytest

from ingest.boroughs import find_borough
from ingest.door import examine
from ingest.pseudonymise import pseudonymise
from ingest.submission import grouped
from liia.keys import new_key
from tests.ssda903_files import HEADINGS, write_903

TODAY = date(2026, 6, 15)


@pytest.fixture
def shared(tmp_path):
    """A function that pseudonymises raw files and gives the paths of what came out."""
    key = new_key(tmp_path / "borough.key", "borough")

    def share(paths):
        made = [pseudonymise(path, key, tmp_path / "out").written for path in paths]
        return [path for path in made if path]

    return share


def judge(paths):
    return examine(paths, find_borough("HAW"), TODAY)


def episodes(tmp_path, name="2026_episodes.csv", **changes):
    row = {"DECOM": "01/08/2025", "DEC": "01/10/2025", "REC": "E4A", **changes}
    return write_903(tmp_path / "raw" / name, "episodes", [row])


def test_files_that_differ_by_their_form_alone_are_one_submission(tmp_path):
    names = ["2017-header", "2017-episodes", "2017-previous_permanence", "2018-header"]
    names += ["2018-oc2", "SSDA903_2020_episodes", "SSDA903_2020_header"]
    paths = [tmp_path / f"{name}.csv" for name in names]
    groups = [[path.stem for path in group] for group in grouped(paths)]
    assert groups == [names[:3], names[3:5], names[5:]]


def test_the_year_comes_from_the_episodes_and_a_name_that_disagrees_is_told(
    tmp_path, shared
):
    review = {"REVIEW": "01/05/2026", "DOB": "17/05/2012"}
    raw = [
        episodes(tmp_path, "2025-episodes.csv"),
        write_903(tmp_path / "raw" / "2025-reviews.csv", "reviews", [review]),
    ]
    verdict = judge(shared(raw))
    assert verdict.submission.period_end == date(2026, 3, 31)
    assert "period_from_dates" in {found.rule_id for found in verdict.findings}
    assert not verdict.is_refused


def test_columns_in_another_order_land_where_they_belong(tmp_path, shared):
    path = tmp_path / "raw" / "2026_episodes.csv"
    path.parent.mkdir()
    cells = {"CHILD": "1", "DECOM": "01/08/2025", "RNE": "S", "LS": "C1", "CIN": "N1"}
    cells |= {"PLACE": "U6", "PLACE_PROVIDER": "PR4", "PL_POST": "N1 9GU"}
    cells |= {"HOME_POST": "E17 9QQ", "DEC": "", "REC": "", "REASON_PLACE_CHANGE": ""}
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([name.lower() for name in reversed(cells)])
        lines.writerow(list(reversed(cells.values())))
    (table,) = judge(shared([path])).tables
    assert [*table.columns["episode_start_date"]] == ["01/08/2025"]
    assert [*table.columns["placement_sector"]] == ["N1 9"]
    assert [*table.columns["home_sector"]] == ["E17 9"]
    assert [*table.columns["placement_provider_code"]] == ["PR4"]


def test_files_that_the_notice_does_not_name_stay_at_the_borough(tmp_path, shared):
    raw = write_903(tmp_path / "raw" / "2026_uasc.csv", "uasc", [{}])
    assert shared([raw]) == []


def test_a_filled_pupil_number_refuses_and_one_that_says_none_does_not(tmp_path):
    path = tmp_path / "2026_header.csv"
    from tests.workbooks import pseudonym

    for upn, is_refused in (("UN3", False), ("X98765", True)):
        row = {"CHILD": pseudonym(1), "DOB": "01/05/2012", "UPN": upn}
        verdict = judge([write_903(path, "header", [row])])
        rules = {found.rule_id for found in verdict.findings}
        assert ("identifying_column" in rules) is is_refused


def test_the_birth_of_a_young_mothers_child_refuses_the_file(tmp_path):
    from tests.workbooks import pseudonym

    row = {"CHILD": pseudonym(1), "DOB": "01/05/2012", "MC_DOB": "21/11/2025"}
    verdict = judge([write_903(tmp_path / "2026_header.csv", "header", [row])])
    assert "birth_day" in {found.rule_id for found in verdict.findings}


def test_every_form_in_the_tests_has_only_headings_that_the_door_knows():
    from ingest.layout import forms

    known = {form.label: form.fields for form in forms("ssda903")}
    for form, headings in HEADINGS.items():
        assert set(headings) <= known[form], form


def test_a_late_date_or_two_do_not_move_a_return_to_another_year(tmp_path, shared):
    rows = [
        {"CHILD": str(n), "DECOM": f"{n:02}/08/2025", "DEC": "", "REC": ""}
        for n in range(1, 31)
    ]
    rows[3]["DEC"] = "15/04/2026"
    raw = write_903(tmp_path / "raw" / "2026_episodes.csv", "episodes", rows)
    assert judge(shared([raw])).submission.period_end == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("name", "ends"),
    [("2026", date(2026, 3, 31)), ("2025", date(2025, 3, 31)), ("", date(2025, 3, 31))],
)
def test_a_year_with_a_date_or_two_of_few_is_the_one_that_its_name_states(
    tmp_path, shared, name, ends
):
    rows = [
        {"CHILD": str(n), "DECOM": f"{n:02}/02/2025", "DEC": "", "REC": ""}
        for n in range(1, 5)
    ]
    rows[3]["DEC"] = "12/01/2026"
    raw = write_903(tmp_path / "raw" / f"{name}_episodes.csv", "episodes", rows)
    assert judge(shared([raw])).submission.period_end == ends
