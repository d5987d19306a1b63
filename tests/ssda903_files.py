"""Made-up SSDA903 files for tests: raw as a borough holds them, and wholly ours."""

import csv
from collections.abc import Sequence
from pathlib import Path

HEADINGS = {
    "header": ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"],
    "episodes": [
        "CHILD",
        "DECOM",
        "RNE",
        "LS",
        "CIN",
        "PLACE",
        "PLACE_PROVIDER",
        "DEC",
        "REC",
        "REASON_PLACE_CHANGE",
        "HOME_POST",
        "PL_POST",
        "URN",
    ],
    "reviews": ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"],
    "uasc": ["CHILD", "SEX", "DOB", "DUC"],
    "placed_adoption": [
        "CHILD",
        "DOB",
        "DATE_PLACED",
        "DATE_PLACED_CEASED",
        "REASON_PLACED_CEASED",
    ],
}
DEFAULTS = {
    "CHILD": "1000001",
    "SEX": "2",
    "DOB": "17/05/2012",
    "ETHNIC": "BCRB",
    "RNE": "S",
    "LS": "V2",
    "CIN": "N1",
    "PLACE": "U6",
    "PLACE_PROVIDER": "PR1",
    "HOME_POST": "E17 9QQ",
    "PL_POST": "N1 9GU",
    "URN": "1234567",
    "REVIEW_CODE": "PN1",
}


def write_903(path: Path, form: str, rows: Sequence[dict[str, str]]) -> Path:
    """One file of the return; cells that a row does not give have their default."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADINGS[form])
        writer.writeheader()
        for row in rows:
            defaults = {name: DEFAULTS.get(name, "") for name in HEADINGS[form]}
            writer.writerow({**defaults, **row})
    return path
