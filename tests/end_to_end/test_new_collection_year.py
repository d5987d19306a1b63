"""A return that changes is declared and lands: YAML and seeds, and nothing else."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.cin_census_files import HEADER, REFERRAL, child, write_census
from tests.end_to_end.layout_2027 import (
    NEW_FIELDS,
    NEW_ROWS,
    answer,
    changed_files,
    copy_house,
    liia,
)
from tests.workbooks import pseudonym, row, shared_workbook, write_workbook


@dataclass
class Year:
    """A house, and a home in which its command line took the files of 2027."""

    house: Path
    home: Path
    ingested: int
    """How `liia ingest` ended."""

    def rows(self, database: str, query: str) -> list[tuple]:
        path = self.home / f"{database}.duckdb"
        with duckdb.connect(path, read_only=True) as opened:
            return opened.execute(query).fetchall()

    def found(self) -> set[tuple[str, str | None]]:
        """Rule and field of what the receipts find."""
        receipts = (self.home / "receipts").rglob("*.json")
        told = [json.loads(path.read_text(encoding="utf-8")) for path in receipts]
        return {
            (found["rule_id"], found["column"])
            for receipt in told
            for found in receipt["findings"]
        }


def write_returns(folder: Path) -> list[Path]:
    """The three returns as a borough would export them for 2027, raw."""
    referral = row(3, **{"Referral Source": "u) 11: Family hub"})
    del referral["Date of referral"]
    referral |= {
        "Referral Received On": date(2027, 3, 12),
        "Known to a Family Hub": "a) Yes",
    }
    annex_a = write_workbook(folder / "Annex_A_2027_Mar.xlsx", {3: [referral]})
    episodes = folder / "2027_episodes.csv"
    episodes.write_text(
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
        "HOME_POST,PLACE_POSTCODE,KINSHIP\n"
        "1000001,01/08/2026,S,V2,N1,U7,PR1,,,,E17 9QQ,N1 9GU,KF\n"
    )
    referred = [
        pair for pair in REFERRAL if pair[0] not in ("ReferralSource", "Section47")
    ]
    referred += [
        ("SourceOfReferral", "11"),
        ("FamilyGroupConferenceDate", "2026-06-02"),
        ("FamilyHelp", [("FamilyHelpStartDate", "2026-06-09")]),
    ]
    collection = [
        ("Collection", "CIN"),
        ("Year", "2027"),
        ("ReferenceDate", "2027-03-31"),
    ]
    header = [("CollectionDetails", collection), *HEADER[1:]]
    census = write_census(folder / "ISL_cin_2027.xml", [child(1, [referred])], header)
    return [annex_a, episodes, census]


def taken_in(house: Path, home: Path) -> Year:
    """The files of 2027 through that house's command line: borough, door, landing."""
    home.mkdir(parents=True)
    assert liia(house, home, "doctor", "--new-keys").returncode == 0
    made = liia(
        house, home, "pseudonymise", *write_returns(home.parent), "-b", "ISL",
        "--new-key", "--key-file", home.parent / "isl.key", "--out",
        home / "inbox" / "ISL",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return Year(house, home, liia(house, home, "ingest").returncode)


@pytest.fixture(scope="module")
def untold(tmp_path_factory) -> Year:
    """The house as it is, which knows nothing of 2027."""
    folder = tmp_path_factory.mktemp("untold")
    return taken_in(copy_house(folder / "house"), folder / "home")


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Year:
    """The house with the answer in it."""
    folder = tmp_path_factory.mktemp("told")
    house = copy_house(folder / "house")
    answer(house)
    return taken_in(house, folder / "home")


def test_the_answer_is_yaml_and_seeds_alone(told):
    changed = changed_files(told.house)
    assert len(changed) == len(NEW_FIELDS) + len(NEW_ROWS)
    assert {Path(name).suffix for name in changed} == {".yml", ".csv"}


def test_a_house_that_was_not_told_lands_nothing_of_the_new_and_says_what_is_amiss(
    untold,
):
    # The only date of the referral stands under a heading that it does not know.
    assert untold.ingested == 3
    assert ("no_period", None) in untold.found()
    assert ("unreadable_code", "PLACE") in untold.found()
    assert ("missing_column", "PL_POST") in untold.found()
    assert untold.rows("landing", "select placement_sector from ssda903.episodes") == [
        (None,)
    ]
    assert untold.rows(
        "landing", "select referral_source from cin_census.cin_details"
    ) == [(None,)]


def test_what_is_new_lands_under_its_name_and_nothing_is_amiss(told):
    assert told.ingested == 0 and told.found() == set()
    assert told.rows(
        "landing",
        "select referral_date, referral_source, is_known_to_family_hub "
        "from annex_a.referrals",
    ) == [("2027-03-12", "u) 11: Family hub", "a) Yes")]
    assert told.rows(
        "landing",
        "select placement_type_code, placement_sector, kinship_arrangement_code "
        "from ssda903.episodes",
    ) == [("U7", "N1 9", "KF")]
    assert told.rows(
        "landing",
        "select referral_source, family_group_conference_date "
        "from cin_census.cin_details",
    ) == [("11", "2026-06-02")]


def test_the_warehouse_builds_with_the_new_codes_and_the_new_columns_declared(told):
    built = liia(told.house, told.home, "build")
    assert built.returncode == 0, built.stdout + built.stderr
    assert told.rows(
        "warehouse",
        "select referral_date, referral_source from staging.stg_annex_a__referrals",
    ) == [(date(2027, 3, 12), "11")]
    assert told.rows(
        "warehouse", "select placement_type_code from staging.stg_ssda903__episodes"
    ) == [("U7",)]
    declared = told.rows(
        "warehouse",
        "select column_name, notice_item from governance.column_register where "
        "column_name in ('is_known_to_family_hub', 'kinship_arrangement_code', "
        "'family_group_conference_date') order by all",
    )
    assert declared == [
        ("family_group_conference_date", "referrals_and_assessments"),
        ("is_known_to_family_hub", "referrals_and_assessments"),
        ("kinship_arrangement_code", "cla_placements"),
    ]


def test_a_file_of_the_year_before_is_asked_for_nothing_new(told, tmp_path):
    """And where it uses a heading of 2027 it is told so."""
    usual = shared_workbook(tmp_path / "usual" / "Annex_A_2026_Mar.xlsx")
    referral = row(3, child=pseudonym(1), born=date(2012, 5, 1), age=13)
    referral["Referral Received On"] = referral.pop("Date of referral")
    early = write_workbook(
        tmp_path / "early" / "Annex_A_2026_Mar.xlsx", {3: [referral]}
    )
    rules = {}
    for path in (usual, early):
        said = liia(
            told.house, told.home, "check", path, "-b", "ISL", "--format", "json"
        )
        (receipt,) = json.loads(said.stdout)
        rules[path] = {found["rule_id"] for found in receipt["findings"]}
    assert rules[usual].isdisjoint({"missing_column", "heading_of_other_years"})
    assert "heading_of_other_years" in rules[early]


def test_a_module_that_the_notice_does_not_name_is_known_by_its_name(untold, told):
    census, rejected = untold.home.parent / "ISL_cin_2027.xml", []
    for year in (untold, told):
        said = liia(
            year.house, year.home, "check", census, "-b", "ISL", "--format", "json"
        )
        (receipt,) = json.loads(said.stdout)
        rejected.append(
            {
                found["sheet"]
                for found in receipt["findings"]
                if found["rule_id"] == "not_in_notice"
            }
        )
    assert rejected == [set(), {"FamilyHelp"}]
