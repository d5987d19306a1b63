"""Who has submitted what: one page for LIIA, 33 boroughs by return and period."""

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
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    text = page.from_string(template).render(
        today=today,
        style=style(),
        returns=[
            (words, *_of_return(name, standing_submissions(landing_file)))
            for name, words in RETURNS.items()
        ],
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(text, encoding="utf-8")
    return path


def _of_return(
    return_name: str, submissions: list[tuple[str, str, date, date, int, int]]
) -> tuple[list[date], list[tuple[str, list[tuple | None]]]]:
    """The periods, and borough by borough what stands for each: rows, warnings, day."""
    standing = {
        (code, period): (rows, warnings, received)
        for code, name, period, received, rows, warnings in submissions
        if name == return_name
    }
    periods = sorted({period for _, period in standing})[-PERIODS_SHOWN:]
    return periods, [
        (borough.name, [standing.get((borough.code, period)) for period in periods])
        for borough in sorted(boroughs().values(), key=lambda one: one.name)
    ]
