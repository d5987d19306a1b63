"""A made-up year 2027 of the three returns: what DfE might change, and our answer to it.

The answer is rows of YAML and of seeds; no Python and no SQL. A copy of the house is given
it, and the copy's own command line is run.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ingest.project import project_root

HOUSE = ("ingest", "liia", "models", "macros", "seeds", "tests/generic")
HOUSE += ("tests/governance", "tests/referential")
HOUSE_FILES = ("dbt_project.yml", "profiles.yml", "selectors.yml")

_FAMILY_HUB = """\
          - name: is_known_to_family_hub
            description: Whether a family hub had helped the family before the referral.
            config:
              meta: {source_field: Known to a Family Hub, type: code, code_set: yes_no, year_from: 2027,
                     notice_item: referrals_and_assessments, sensitivity: event, purpose: service_improvement}
"""
_KINSHIP = """\
          - name: kinship_arrangement_code
            description: How a relative or friend cares for the child.
            config:
              meta: {source_field: KINSHIP, type: code, code_set: kinship_arrangement, year_from: 2027,
                     notice_item: cla_placements, sensitivity: event, purpose: sufficiency}
"""
_GROUP_CONFERENCE = """\
          - name: family_group_conference_date
            description: Day of the family group conference of the referral.
            config:
              meta: {source_field: FamilyGroupConferenceDate, type: date, year_from: 2027,
                     notice_item: referrals_and_assessments, sensitivity: event, purpose: service_improvement}
"""
NEW_FIELDS = {
    # File, the table, and the entry that goes at the end of it.
    ("annex_a", "referrals"): _FAMILY_HUB,
    ("ssda903", "episodes"): _KINSHIP,
    ("cin_census", "cin_details"): _GROUP_CONFERENCE,
}
NEW_ROWS = {
    "codes/header_variants": [
        "annex_a,Date of referral,Referral Received On,2027,",
        "ssda903,PL_POST,PLACE_POSTCODE,2027,",
        "cin_census,ReferralSource,SourceOfReferral,2027,",
    ],
    "codes/codes": [
        "referral_source,11,Family hub,Other",
        'placement_type,U7,"Foster: other carer, specialist",Foster: other carer',
        "kinship_arrangement,KF,Kinship foster care,",
        "kinship_arrangement,KI,Informal kinship care,",
    ],
    "codes/value_variants": ["referral_source,family hub,11"],
    "governance/fields_not_in_notice": [
        "cin_census,10,FamilyHelp,LAchildID,no item of the notice",
        "cin_census,10,FamilyHelp,CINreferralDate,no item of the notice",
        "cin_census,10,FamilyHelp,FamilyHelpStartDate,no item of the notice",
    ],
}


def copy_house(folder: Path) -> Path:
    """The house as it stands, without what it does not need to run."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in HOUSE:
        shutil.copytree(project_root() / name, folder / name, ignore=ignored)
    for name in HOUSE_FILES:
        shutil.copy(project_root() / name, folder / name)
    return folder


def answer(house: Path) -> None:
    """Declare the year 2027 in a copy of the house."""
    for (return_name, table), entry in NEW_FIELDS.items():
        path = house / f"models/staging/{return_name}/_{return_name}__sources.yml"
        before, here, after = path.read_text(encoding="utf-8").partition(
            f"      - name: {table}\n"
        )
        assert here, f"{path.name} has no table {table}"
        own, following, rest = after.partition("\n      - name: ")
        path.write_text(
            f"{before}{here}{own.rstrip()}\n{entry.rstrip()}{following}{rest}",
            encoding="utf-8",
        )
    for seed, rows in NEW_ROWS.items():
        path = house / "seeds" / f"{seed}.csv"
        text = path.read_text(encoding="utf-8").rstrip("\n")
        path.write_text("\n".join([text, *rows, ""]), encoding="utf-8")


def changed_files(house: Path) -> set[str]:
    """What differs from the house that was copied."""
    files = {
        path.relative_to(house): path
        for name in (*HOUSE, *HOUSE_FILES)
        for path in [house / name, *(house / name).rglob("*")]
        if path.is_file() and path.suffix != ".pyc"
    }
    return {
        name.as_posix()
        for name, path in files.items()
        if path.read_bytes() != (project_root() / name).read_bytes()
    }


def liia(house: Path, home: Path, *words: object) -> subprocess.CompletedProcess:
    """The command line of that house, on a day in June 2027."""
    return subprocess.run(
        [sys.executable, "-m", "liia", *map(str, words)],
        cwd=house,
        env={
            **os.environ,
            "LIIA_HOME": str(home),
            "LIIA_TODAY": "2027-06-15",
            "PYTHONPATH": str(house),
        },
        capture_output=True,
        check=False,
        text=True,
    )
