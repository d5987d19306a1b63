"""The page: sections of pictures, tables and caveats, put into one template."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from ingest.receipt.look import house_style
from liia.release.report.findings import findings
from liia.release.report.places import places
from liia.release.report.sections import (
    equalities,
    ladder,
    own,
    quality,
    service,
    sufficiency,
)
from liia.release.report.tables import Tables
from liia.release.report.theme import COLOURS
from liia.release.report.wording import FILES, day, the

SECTIONS = (
    equalities.section,
    ladder.section,
    service.section,
    sufficiency.section,
    quality.section,
)
MARKS = {"above": "▲", "below": "▼", "neither": "●"}


def pages(tables: Tables) -> dict[str, str]:
    """London's report and one for each borough, by file name: London's is drawn once."""
    told = shared(tables)
    written = {"report.html": page_of(tables, told)}
    for place in places().values():
        written[f"report-{place.code}.html"] = page_of(tables, told, place.name)
    return written


def render(tables: Tables) -> str:
    """London's report of a release, as one self-contained page."""
    return page_of(tables, shared(tables))


def shared(tables: Tables) -> dict:
    """What every report of a release has in common: London's findings and figures."""
    return {
        "findings": findings(tables),
        "sections": [told for part in SECTIONS if (told := part(tables))],
    }


def page_of(tables: Tables, told: dict, name: str = "") -> str:
    """One report, of London or of a borough by its name."""
    own_part = own.section(tables, name) if name else None
    script = _text("highlight.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    manifest = tables.manifest
    status = manifest.get("status", "draft")
    control = manifest["disclosure_control"]
    return _template().render(
        manifest=manifest,
        control=control["rule"] if isinstance(control, dict) else control,
        status=status,
        mark=_mark(status),
        findings=told["findings"],
        own=own_part,
        borough=name,
        the_place=the(name or "London"),
        day=day,
        sections=told["sections"],
        places=list(places().values()),
        files=[
            (file, FILES.get(name, "")) for name, file in sorted(tables.files.items())
        ],
        sources=tables.files,
        colours=COLOURS,
        marks=MARKS,
        style=house_style() + _text("report.css"),
        script=script,
        script_digest=digest,
    )


def approved(page: str) -> str:
    """The report of a release that was approved: the same, without the word that it is
    a draft, on screen and on paper.
    """
    for mark in (
        r'<aside class="banner"[^>]*><p>DRAFT:.*?</p></aside>',
        r'@page \{ @top-left \{ content: "DRAFT:[^}]*\} \}',
    ):
        page = re.sub(mark, "", page, count=1)
    return page.replace(", draft. No request leaves", ", approved. No request leaves")


def _mark(status: str) -> str:
    """What stands at the head of every page, on screen and on paper."""
    if "DEMO" in status:
        return (
            "DEMO: made-up children, demonstration secrets. No figure here is about "
            "anybody."
        )
    return (
        "DRAFT: not approved. Do not share these figures." if "draft" in status else ""
    )


@cache
def _template():
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("liia.release.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kept_whole"] = _kept_whole
    return environment.get_template("report.html.jinja")


def _kept_whole(words: str):
    """No line ends within 2025-26, nor between a number and its %."""
    from markupsafe import Markup, escape

    kept = re.sub(
        r"(\d{4}-\d\d)\b", r'<span class="year">\1</span>', str(escape(words))
    )
    return Markup(re.sub(r"(?<=\d) %", "\N{NO-BREAK SPACE}%", kept))


@cache
def _text(name: str) -> str:
    return files("liia.release.report").joinpath(name).read_text(encoding="utf-8")
