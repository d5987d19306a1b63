"""Facts that the public publishes, as csv; SOURCES.md says where from."""

import csv
from importlib.resources import files


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one file of facts."""
    text = files("liia.synthetic.facts").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def headings_of(name: str, form: str) -> dict[str, tuple[str, ...]]:
    """Form, by the column `form`, to its headings in order."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows_of(name):
        found[row[form]] = (*found.get(row[form], ()), row["heading"])
    return found
