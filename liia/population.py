"""The official table of children by ethnicity and borough, from ONS "Create a custom
dataset" (Census 2021): it takes the place of the modelled populations.

A row of the file is one borough, ethnic category, age and sex, with a count. Ages and
sexes are added up here; what flows out is borough code and ethnic code to children.
"""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

from ingest.boroughs import find_borough
from ingest.errors import SubmissionError, UnknownBorough
from ingest.landing import open_landing
from ingest.project import project_root
from liia.configuration import Settings

AREA = "Upper tier local authorities Code"
ETHNICITY = "Ethnic group (20 categories) Code"
AGE = re.compile(r"Age \(\d+ categories\)")
SEX = "Sex (2 categories) Code"
COUNT = "Observation"
DOES_NOT_APPLY = "-8"
OLDEST = 17
Children = dict[tuple[str, str], int]


class UnusableTable(SubmissionError):
    """A table that cannot be the denominator, with every reason and how to mend it."""


def load(settings: Settings, path: Path) -> Children:
    """Put the table into landing, in place of what stood there; returns what it holds."""
    children = read(path)
    with open_landing(settings.landing_file) as connection:
        connection.execute("begin")
        connection.execute("delete from register.populations")
        connection.executemany(
            "insert into register.populations values (?, ?, ?)",
            [[*place, count] for place, count in sorted(children.items())],
        )
        connection.execute("commit")
    return children


def read(path: Path) -> Children:
    """Children aged 0 to 17 by borough code and ethnic code; other areas are left out.

    Raises UnusableTable, naming every row and column at fault, never a count.
    """
    codes = _ethnicity_codes()
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        headers = [header.strip() for header in rows.fieldnames or ()]
        rows.fieldnames = headers
        age = next((header for header in headers if AGE.fullmatch(header)), None)
        missing = [h for h in (AREA, ETHNICITY, COUNT) if h not in headers]
        missing += [] if age else ["Age (N categories)"]
        if missing:
            raise UnusableTable(
                f"{path.name}, row 1: no column {', '.join(missing)}. Make the table "
                "with ONS 'Create a custom dataset', all usual residents, by upper tier "
                "local authority, ethnic group (20 categories), age and sex, as csv."
            )
        children: Children = Counter()
        ages: dict[str, set[int]] = defaultdict(set)
        seen, faults = Counter(), []
        for number, row in enumerate(rows, start=2):
            if row[ETHNICITY] == DOES_NOT_APPLY or not (code := _borough(row[AREA])):
                continue
            band = _ages(row[age] or "")
            if band is None or band[0] <= OLDEST < band[1]:
                faults.append(f"row {number}, {age}: not an age that ends by {OLDEST}")
            elif row[ETHNICITY] not in codes:
                faults.append(f"row {number}, {ETHNICITY}: not 1 to 19 or -8")
            elif not re.fullmatch(r"[0-9]+", row[COUNT] or ""):
                faults.append(f"row {number}, {COUNT}: not a whole number")
            elif band[1] <= OLDEST:
                place = (code, row[ETHNICITY], band, row.get(SEX))
                seen[place] += 1
                if seen[place] > 1:
                    faults.append(f"row {number}: the same cell stands above")
                ages[code].update(range(band[0], band[1] + 1))
                children[code, codes[row[ETHNICITY]]] += int(row[COUNT])
    faults += [
        f"{code}: some ages from 0 to {OLDEST} are missing"
        for code, found in sorted(ages.items())
        if len(found) <= OLDEST
    ]
    if not children:
        faults.append(f"{AREA}: no London borough is in the table")
    if faults:
        more = f" and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise UnusableTable(
            f"{path.name}: {'; '.join(faults[:10])}{more}. Nothing was loaded. Choose "
            "single years of age (or bands that end at 17), and leave the file as ONS "
            "wrote it."
        )
    return dict(children)


def _ages(label: str) -> tuple[int, int] | None:
    """First and last age of a label: 'Aged 4 years and under', 'Aged 5 to 9 years'."""
    numbers = [int(digits) for digits in re.findall(r"\d+", label)]
    words = label.lower()
    if not numbers or len(numbers) > 2:
        return None
    if len(numbers) == 2:
        return (numbers[0], numbers[1])
    if "and over" in words:
        return (numbers[0], 999)
    if "and under" in words:
        return (0, numbers[0])
    return (0, numbers[0] - 1) if "under" in words else (numbers[0], numbers[0])


def _borough(gss_code: str) -> str | None:
    try:
        return find_borough(gss_code).code
    except UnknownBorough:
        return None


def _ethnicity_codes() -> dict[str, str]:
    path = project_root() / "seeds" / "population" / "census_ethnic_codes.csv"
    with path.open(newline="") as file:
        return {row["ons_code"]: row["ethnicity_code"] for row in csv.DictReader(file)}
