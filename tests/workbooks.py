"""Made-up Annex A files for tests: tiny, raw as a borough holds them, and wholly ours."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

PERSON = {
    "Child Unique ID": 1000001,
    "Gender": "b) Female",
    "Ethnicity": "a) WBRI",
    "Date of Birth": date(2012, 5, 17),
    "Age of Child (Years)": 13.48,
}
LISTS: dict[int, dict[str, object]] = {
    1: {
        **PERSON,
        "Date of Contact": date(2026, 1, 5),
        "Contact Source": "q) 6: Police",
    },
    3: {
        **PERSON,
        "Date of referral": date(2026, 1, 12),
        "Referral Source": "q) 6: Police",
        "Referral NFA?": "b) No",
        "Number of Referrals in Last 12 Months": 0,
        "Allocated Team": "Team North",
        "Allocated Worker": "Wilhelmina Sampleworth",
    },
    4: {
        **PERSON,
        "Does the Child have a Disability": "b) No",
        "Continuous Assessment Start Date": date(2026, 1, 14),
        "Child Seen During Continuous Assessment": "a) Yes",
        "Continuous Assessment Date of Authorisation": date(2026, 2, 20),
        "Was the child assessed as requiring LA children's social care support?": "a) Yes",
    },
    5: {
        **PERSON,
        "Strategy discussion initiating Section 47 Enquiry Start Date": date(
            2026, 1, 20
        ),
        "Was an Initial Child Protection Conference deemed unnecessary?": "b) No",
        "Date of Initial Child Protection Conference": date(2026, 2, 4),
        "Did the Initial Child Protection Conference Result in a Child Protection Plan": (
            "a) Yes"
        ),
        "Number of Section 47 Enquiries in the last 12 months": 0,
        "Number of ICPCs in the last 12 months": 0,
    },
    6: {
        **PERSON,
        "CIN Start Date": date(2026, 1, 12),
        "Primary Need Code": "N1 - Abuse or neglect",
        "CIN Closure Date": None,
        "Reason for Closure": None,
        "Case Status": "b) Child Protection plan",
    },
    7: {
        **PERSON,
        "Child Protection Plan Start Date": date(2026, 2, 4),
        "Initial Category of Abuse": "a) Neglect",
        "Latest Category of Abuse": "a) Neglect",
        "Date of latest review conference": None,
        "Child Protection Plan End Date": None,
        "Subject to Emergency Protection Order or Protected Under Police Powers in Last "
        "Six Months (Y/N)": "b) No",
        "Number of Previous Child Protection Plans": 0,
    },
    8: {
        **PERSON,
        "Date Started to be Looked After": date(2026, 2, 10),
        "Child's Category of Need": "N1 - Abuse or neglect",
        "Is this a second or subsequent period of being a Looked After Child within the "
        "last 12 months (Y/N)": "b) No",
        "Start date of current legal status": date(2026, 2, 10),
        "Child's Legal Status": "C1: ICO",
        "Date of Latest Statutory Review": None,
        "What is the permanence plan for this child?": "a) Return to family",
        "Number of Placements in the Last 12 months": 1,
        "Date Ceased to be Looked After": None,
        "Reason Ceased to be Looked After": None,
        "Start Date of Most Recent Placement": date(2026, 2, 10),
        "Placement Type": "f) U6: Foster placement - other carer",
        "Placement Provider": "b) PR1 - Own provision",
        "Placement postcode": "E17 9QQ",
        "Placement Location": "a) In",
        "LA of Placement": "Waltham Forest",
    },
}
"""A row of each list with every cell filled; a test says what differs."""

Rows = Mapping[int, Sequence[Mapping[str, object]]]


def row(list_number: int, **changes: object) -> dict[str, object]:
    """A row of a list. Short names for what tests change most: child, ethnicity, born,
    age, day (the list's own start date); anything else by its heading.
    """
    start = next(
        (h for h in LISTS[list_number] if "date" in h.lower() and h != "Date of Birth"),
        "",
    )
    names = {
        "child": "Child Unique ID",
        "ethnicity": "Ethnicity",
        "born": "Date of Birth",
        "age": "Age of Child (Years)",
        "day": start,
    }
    made = dict(LISTS[list_number])
    for name, value in changes.items():
        made[names.get(name, name)] = value
    return made


def write_workbook(
    path: Path, rows: Rows, sheet_names: Mapping[int, str] | None = None
):
    """An Annex A workbook with the given rows, one sheet a list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        day_form = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for number, of_list in rows.items():
            name = (sheet_names or {}).get(number, f"List {number}")
            sheet = workbook.add_worksheet(name)
            headings = list(of_list[0]) if of_list else list(LISTS[number])
            sheet.write_row(0, 0, headings)
            for index, cells in enumerate(of_list, start=1):
                for position, heading in enumerate(headings):
                    value = cells[heading]
                    if isinstance(value, date):
                        sheet.write_datetime(index, position, value, day_form)
                    elif value is not None:
                        sheet.write(index, position, value)
    return path


def shared_row(
    list_number: int, child: int = 1, **changes: object
) -> dict[str, object]:
    """A row as it may be shared: pseudonym, month, sector, whole years, listed columns."""
    safe = {"child": pseudonym(child), "born": date(2012, 5, 1), "age": 13, **changes}
    if list_number == 8:
        safe = {"Placement postcode": "E17 9", **safe}
    made = row(list_number, **safe)
    unlisted = (
        "Allocated Team",
        "Allocated Worker",
        "LA of Placement",
        "Does the Child have a Disability",
    )
    return {name: value for name, value in made.items() if name not in unlisted}


def pseudonym(number: int) -> str:
    """A well-formed shared pseudonym that stands for nobody."""
    digits = "abcdefghijklmnopqrstuvwxyz234567"
    letters = ""
    for _ in range(26):
        number, rest = divmod(number, 32)
        letters += digits[rest]
    return "p1" + letters


def shared_workbook(path: Path, **changes: object) -> Path:
    """One shareable row on each landing list; `changes` as in `shared_row`."""
    return write_workbook(path, {n: [shared_row(n, **changes)] for n in range(3, 9)})
