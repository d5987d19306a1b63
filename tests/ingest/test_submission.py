"""The period of an extract: the dates inside before the name, never any four digits."""

from datetime import date
from pathlib import Path

import pytest

from ingest.boroughs import find_borough
from ingest.door import examine
from ingest.submission import period_in_name
from tests.workbooks import shared_row, shared_workbook, write_workbook


def judge(path, today=date(2026, 4, 15)):
    return examine([path], find_borough("ISL"), today)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("Annex_A_2024_Jan", date(2024, 1, 31)),
        ("AnnexA March 2026", date(2026, 3, 31)),
        ("2026-02 annex a", date(2026, 2, 28)),
        ("annex 2026-02-14", date(2026, 2, 28)),
        ("Summary 2026", None),
        ("Marlow 1101", None),
        ("20231101", None),
        ("archive2019", None),
    ],
)
def test_a_name_states_a_month_only_when_it_names_one(name, month):
    assert period_in_name(Path(f"{name}.xlsx")) == month


def test_the_dates_inside_are_believed_and_the_contradiction_told(tmp_path):
    verdict = judge(shared_workbook(tmp_path / "Annex_A_2024_Jan.xlsx"))
    assert verdict.submission.period_end == date(2026, 2, 28)
    assert "period_from_dates" in {f.rule_id for f in verdict.findings}


def test_a_name_of_the_month_after_is_an_extract_made_early_in_it(tmp_path):
    verdict = judge(shared_workbook(tmp_path / "Annex_A_2026_Mar.xlsx"))
    assert verdict.submission.period_end == date(2026, 3, 31)
    assert "period_from_dates" not in {f.rule_id for f in verdict.findings}


def test_a_date_in_the_future_does_not_move_the_period(tmp_path):
    rows = [shared_row(3), shared_row(3, day=date(2062, 1, 12))]
    verdict = judge(write_workbook(tmp_path / "a.xlsx", {3: rows}))
    assert verdict.submission.period_end == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("today", "is_refused"),
    [(date(2032, 2, 28), False), (date(2032, 2, 29), False), (date(2032, 3, 1), True)],
)
def test_a_period_that_ended_over_six_years_ago_is_refused(tmp_path, today, is_refused):
    verdict = judge(shared_workbook(tmp_path / "a.xlsx"), today)
    assert verdict.submission.period_end == date(2026, 2, 28)
    assert verdict.is_refused is is_refused
