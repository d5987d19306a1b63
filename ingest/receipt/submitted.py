"""Who has submitted what: one page for LIIA, 33 boroughs by return and period.

A borough whose file was refused has sent something: it is told so, and not that it sent
nothing, with a link to the receipt that says what to mend.
"""

import json
from datetime import date
from importlib import resources
from pathlib import Path

from ingest.boroughs import boroughs
from ingest.earlier_submissions import standing_submissions
from ingest.layout import RETURNS
from ingest.receipt.look import style

PERIODS_SHOWN = 8
"""The latest of each return; what is older stands in `liia status`."""
NAME = "who_has_submitted.html"


def write_submitted(landing_file: Path, folder: Path, today: date) -> Path:
    """Write the page into `folder`, from what stands in landing."""
    from jinja2 import Environment

    look = resources.files("ingest.receipt")
    template = look.joinpath("submitted.html.jinja").read_text(encoding="utf-8")
    standing, refused = standing_submissions(landing_file), _refusals(folder)
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    text = page.from_string(template).render(
        today=today,
        style=style(),
        returns=[
            (words, *_of_return(name, standing, refused))
            for name, words in RETURNS.items()
        ],
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(text, encoding="utf-8")
    return path


def _refusals(folder: Path) -> dict[tuple[str, str, date], tuple[date, str]]:
    """The latest refusal by borough, return and period: its day and its receipt."""
    latest = {}
    for path in sorted(folder.glob("*/????-??-??-refused-*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["is_refused"] and told["period_end"]:
            period = date.fromisoformat(told["period_end"])
            receipt = f"{path.parent.name}/{path.stem}.html"
            day = date.fromisoformat(path.name[:10])
            latest[told["borough_code"], told["return"], period] = (day, receipt)
    return latest


def _of_return(
    return_name: str,
    submissions: list[tuple[str, str, date, date, int, int]],
    refused: dict[tuple[str, str, date], tuple[date, str]],
) -> tuple[list[date], list[tuple[str, list[tuple]]]]:
    """The periods, and borough by borough for each: what stands, as rows, warnings and
    day, and what was refused since, as day and receipt.
    """
    standing = {
        (code, name, period): (rows, warnings, received)
        for code, name, period, received, rows, warnings in submissions
    }
    found = {period for _, name, period in {*standing, *refused} if name == return_name}
    periods = sorted(found)[-PERIODS_SHOWN:]

    def cell(code: str, period: date) -> tuple:
        which = (code, return_name, period)
        stands, refusal = standing.get(which), refused.get(which)
        is_mended = stands and refusal and refusal[0] < stands[2]
        return stands, None if is_mended else refusal

    return periods, [
        (borough.name, [cell(borough.code, period) for period in periods])
        for borough in sorted(boroughs().values(), key=lambda one: one.name)
    ]
