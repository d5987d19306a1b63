"""Dates are read day first, in Python at the door and in SQL in the house, alike."""

from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dates import FORMS, last_of_month, read_date, read_month, years_before
from tests.dbt_macros import rendered

DAYS = st.dates(date(1901, 1, 1), date(2068, 12, 31))


def in_sql(text: str) -> date | None:
    """What the macro `typed_date` makes of a text, rendered as dbt renders it."""
    typed = rendered("{{ typed_date('x') }}", "typed.sql")
    query = f"select {typed} from (select ? as x)"
    return duckdb.execute(query, [text]).fetchone()[0]


@settings(max_examples=60, deadline=None)
@given(DAYS, st.sampled_from(FORMS))
def test_every_form_is_read_the_same_at_the_door_and_in_the_house(day, form):
    if "%y" in form and not 1969 <= day.year <= 2068:
        return
    text = day.strftime(form)
    assert read_date(text) == day
    assert in_sql(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2020",
        "12/31/2020",
        "2020-13-01",
        "01/01/0021",
        "soon",
        "2020",
        "205-01-01",
        "01/01/2150",
        "1/2",
        "NaN",
    ],
)
def test_what_is_no_date_is_none_in_both(text):
    assert read_date(text) is None
    assert in_sql(text) is None


def test_a_spreadsheet_serial_is_its_day_in_both():
    assert read_date("44197") == in_sql("44197") == date(2021, 1, 1)


@pytest.mark.parametrize("text", ["2012-05", "05/2012", "May 2012", "May-2012"])
def test_a_month_is_its_first_day(text):
    assert read_month(text) == date(2012, 5, 1)


def test_six_years_before_a_29th_of_february_is_a_28th():
    assert years_before(date(2024, 2, 29), 6) == date(2018, 2, 28)
    assert last_of_month(date(2024, 2, 1)) == date(2024, 2, 29)
