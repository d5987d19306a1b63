"""The made-up London on disk: all three returns tell of one truth."""

import csv
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from ingest.errors import UsageError
from ingest.layout import forms
from liia.cli import app
from liia.synthetic.boroughs import boroughs
from liia.synthetic.london import Plan, make_london
from liia.synthetic.ssda903.files import headings

YEARS = (2024, 2025, 2026)
CODE = "ISL"
SINCE, UNTIL = date(2023, 4, 1), date(2026, 3, 31)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("london")
    assert list(make_london(Plan(out, years=3, scale=0.4), [CODE]))
    return out


def truth(out: Path, table: str) -> list[dict]:
    return parquet.read_table(out / "truth" / table / f"{CODE}.parquet").to_pylist()


def events(out: Path, name: str) -> set[tuple[str, date]]:
    """Child and first day of every event of the covered years."""
    return {
        (str(event["local_id"]), event["starts"])
        for event in truth(out, "events")
        if event["event"] == name and SINCE <= event["starts"] <= UNTIL
    }


def census(out: Path, year: int) -> ElementTree.Element:
    return ElementTree.parse(out / CODE / f"CIN_census_{year}.xml").getroot()


def in_censuses(out: Path, module: str, element: str) -> set[tuple[str, date]]:
    """Child and day of every record of a module, in any of the censuses."""
    return {
        (child.findtext("ChildIdentifiers/LAchildID"), date.fromisoformat(found.text))
        for year in YEARS
        for child in census(out, year).iter("Child")
        for record in (found for name in module.split() for found in child.iter(name))
        for found in record.findall(element)
    }


def csv_rows(out: Path, year: int, name: str) -> list[dict[str, str]]:
    path = out / CODE / f"SSDA903_{year}_{name}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()


@pytest.mark.parametrize(
    ("event", "module", "element"),
    [
        ("referral", "CINdetails", "CINreferralDate"),
        ("s47", "Section47", "S47ActualStartDate"),
        ("conference", "Section47 CINdetails", "DateOfInitialCPC"),
        ("cp_plan", "ChildProtectionPlans", "CPPstartDate"),
        ("cin_plan", "CINPlanDates", "CINPlanStartDate"),
    ],
)
def test_the_censuses_tell_of_every_event_of_their_years(made, event, module, element):
    told = {one for one in in_censuses(made, module, element) if one[1] >= SINCE}

    assert told
    assert told == events(made, event)


def test_the_looked_after_returns_tell_of_every_period_of_care(made):
    told = {
        (row["CHILD"], day(row["DECOM"]))
        for year in YEARS
        for row in csv_rows(made, year, "episodes")
        if row["RNE"] == "S"
        and row["LS"] not in ("V3", "V4")
        and day(row["DECOM"]) >= SINCE
    }

    assert told
    assert told == events(made, "care")


def test_the_workbooks_tell_of_every_referral_too(made):
    told = {
        (str(int(row[0])), row[5])
        for path in (made / CODE).glob("*.xlsx")
        for row in CalamineWorkbook.from_path(path)
        .get_sheet_by_name("List 3")
        .to_python()[1:]
    }

    # The six months before 30 September 2023 begin on the last day of March.
    assert {one for one in told if one[1] >= SINCE} == events(made, "referral")


def test_an_episode_begins_on_the_day_the_one_before_it_ends(made):
    for year in YEARS:
        chains: dict[str, list[dict]] = {}
        for row in csv_rows(made, year, "episodes"):
            chains.setdefault(row["CHILD"], []).append(row)
        for chain in chains.values():
            for one, following in pairwise(
                sorted(chain, key=lambda r: day(r["DECOM"]))
            ):
                is_same_period = one["REC"] == "X1"
                assert is_same_period == (following["RNE"] != "S")
                if is_same_period:
                    assert following["DECOM"] == one["DEC"]
                    changed = (
                        one["LS"] != following["LS"],
                        one["PL_POST"] != following["PL_POST"]
                        or one["PLACE"] != following["PLACE"],
                    )
                    assert (
                        changed
                        == {
                            "L": (True, False),
                            "P": (False, True),
                            "T": (False, True),
                            "B": (True, True),
                            "U": (True, True),
                        }[following["RNE"]]
                    )
            assert all(bool(row["DEC"]) == bool(row["REC"]) for row in chain)


def test_legal_status_and_placement_change_inside_a_period_of_care(made):
    reasons = Counter(
        row["RNE"] for year in YEARS for row in csv_rows(made, year, "episodes")
    )

    assert min(reasons[code] for code in "SLP") > 10


def test_the_codes_are_those_of_the_year(made):
    placements, sexes = (
        {
            year: {row[column] for row in csv_rows(made, year, name)}
            for year in (2024, 2026)
        }
        for name, column in (("episodes", "PLACE"), ("header", "SEX"))
    )

    assert "H5" in placements[2024]
    assert "K3" not in placements[2024]
    assert "K3" in placements[2026]
    assert "H5" not in placements[2026]
    assert sexes == {2024: {"1", "2"}, 2026: {"M", "F"}}
    assert census(made, 2024).find(".//GenderCurrent") is not None
    assert census(made, 2024).find(".//Sex") is None
    assert census(made, 2026).find(".//GenderCurrent") is None


def test_the_plans_of_children_in_need_are_in_the_census_since_2022(tmp_path):
    list(make_london(Plan(tmp_path, years=6, scale=0.02), [CODE]))

    assert census(tmp_path, 2021).find(".//CINPlanDates") is None
    assert census(tmp_path, 2022).find(".//CINPlanDates") is not None
    assert not (tmp_path / CODE / "SSDA903_2023_social_worker.csv").exists()


def test_every_csv_file_has_the_headings_of_its_form():
    declared = {
        form.label: {*(c.source_field for c in form.columns), *form.unlisted_fields}
        for form in forms("ssda903")
    }

    for name, columns in headings().items():
        assert set(columns) == declared[name]


def test_nothing_ends_before_it_starts_and_no_plan_on_its_first_day(made):
    for event in truth(made, "events"):
        assert event["ends"] >= event["starts"]
        if event["event"] in ("cp_plan", "care"):
            assert event["ends"] > event["starts"]


def test_some_steps_come_later_than_any_window_would_look(made):
    """Days by which tools that see dates alone link one step to the next."""
    windows = {
        ("assessment", "referral"): 30,
        ("s47", "referral"): 30,
        ("conference", "s47"): 60,
        ("cp_plan", "conference"): 45,
    }
    beyond = Counter(
        (event["event"], event["follows"])
        for event in truth(made, "events")
        if (days := windows.get((event["event"], event["follows"])))
        and (event["starts"] - event["follows_on"]).days > days
    )

    assert beyond.keys() == windows.keys()


def test_nothing_in_a_census_is_later_than_its_year(made):
    for year in YEARS:
        days = [
            date.fromisoformat(element.text)
            for element in census(made, year).find("Children").iter()
            if element.tag.endswith("Date") and "Birth" not in element.tag
        ]
        assert days
        assert max(days) <= date(year, 3, 31)


def test_the_same_seed_writes_the_same_bytes_of_truth(made, tmp_path):
    list(make_london(Plan(tmp_path / "same", years=3, scale=0.4), [CODE]))
    list(make_london(Plan(tmp_path / "other", years=3, scale=0.4, seed=2), [CODE]))

    for path in sorted((made / "truth").rglob("*.parquet")):
        within = path.relative_to(made)
        assert (tmp_path / "same" / within).read_bytes() == path.read_bytes()
        if within.parts[1] != "faults":  # without mess, empty whatever the seed
            assert (tmp_path / "other" / within).read_bytes() != path.read_bytes()


def test_all_thirty_three_boroughs_can_be_made():
    assert len(boroughs()) == 33
    assert sum(b.children for b in boroughs().values()) == 1_916_086


def test_the_elements_of_a_referral_stand_in_the_order_of_the_census(made):
    order = [
        "CINreferralDate",
        "ReferralSource",
        "PrimaryNeedCode",
        "CINclosureDate",
        "ReasonForClosure",
        "DateOfInitialCPC",
        "Assessments",
        "CINPlanDates",
        "Section47",
        "ReferralNFA",
        "ChildProtectionPlans",
    ]
    for referral in census(made, 2026).iter("CINdetails"):
        places = [order.index(element.tag) for element in referral]
        assert places == sorted(places)


def test_synthesise_writes_into_an_empty_folder_alone(tmp_path):
    asked = [
        *["synthesise", "--boroughs", "1", "--years", "1", "--scale", "0.005", "--out"]
    ]
    asked.append(str(tmp_path / "london"))

    first = CliRunner().invoke(app, asked)
    second = CliRunner().invoke(app, asked)

    assert first.exit_code == 0
    assert "rows of truth" in first.output
    assert (tmp_path / "london" / "BAD" / "CIN_census_2026.xml").exists()
    assert isinstance(second.exception, UsageError)
