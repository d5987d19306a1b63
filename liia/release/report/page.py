"""The page: sections of a picture, its table and its caveats, put into one template."""

import base64
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from liia.release.report import pictures
from liia.release.report.findings import (
    findings,
    is_london,
    ratios_of_groups,
    stands_out,
)
from liia.release.report.pictures import Estimate
from liia.release.report.tables import Row, Tables, number
from liia.release.report.wording import (
    BY_BOROUGH,
    GROUPS,
    MEASURES,
    among,
    children,
    step_of,
    within_a_sentence,
    year,
)


@dataclass(frozen=True)
class Figure:
    """A picture with what it shows as its heading, and the table behind it."""

    anchor: str
    heading: str
    method: str
    svg: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)

    @property
    def download(self) -> str:
        """The table as a csv that the page itself holds, as an address."""
        file = io.StringIO(newline="")
        csv.writer(file).writerows([self.columns, *self.rows])
        encoded = base64.b64encode(file.getvalue().encode("utf-8-sig")).decode()
        return f"data:text/csv;charset=utf-8;base64,{encoded}"


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    anchor: str
    title: str
    lead: str
    figures: list[Figure]


def render(tables: Tables) -> str:
    """The report of a release, as one self-contained page."""
    script = _text("highlight.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _template().render(
        manifest=tables.manifest,
        is_draft="draft" in tables.manifest.get("status", "draft"),
        is_demo="DEMO" in tables.manifest.get("status", ""),
        findings=findings(tables),
        sections=list(_sections(tables)),
        boroughs=sorted(
            {r["la_name"] for r in ratios_of_groups(tables) if r["la_name"]}
        ),
        included=_included(tables),
        tables=sorted(tables.texts),
        style=_text("style.css"),
        script=script,
        script_digest=digest,
    )


def approved(page: str) -> str:
    """The report of a release that was approved: the same, without the word that it is
    a draft."""
    return re.sub(
        r'<div class="banner" role="note"><p>DRAFT:.*?</p></div>\n', "", page, count=1
    )


def _sections(tables: Tables) -> Iterator[Section]:
    rows = ratios_of_groups(tables)
    told = {row["measure"] for row in rows}
    measures = [measure for measure in MEASURES if measure in told]
    if measures:
        yield Section(
            "equalities",
            "Equalities: are families treated alike?",
            "Among children who reached one step, the odds of the next, for each ethnic "
            "group against all other children. 1 is no difference.",
            [
                figure
                for measure in measures
                for figure in _of_measure([r for r in rows if r["measure"] == measure])
            ],
        )


def _of_measure(rows: list[Row]) -> Iterator[Figure]:
    measure = rows[0]["measure"]
    london = [r for r in rows if is_london(r)]
    latest = max(row["time_period"] for row in london or rows)
    now = _ordered(r for r in london if r["time_period"] == latest)
    if not now:
        return
    heading = _heading(measure, now, latest)
    included = now[0]["boroughs_included"]
    yield Figure(
        measure,
        heading,
        f"Odds ratio of {step_of(measure)} among {among(measure)}, each group against "
        f"all other children, with its 95 % interval. London, {included} of 33 "
        f"boroughs, {year(latest)}.",
        pictures.forest([_estimate(row, row["ethnic_group"]) for row in now], heading),
        *_table(now, ["ethnic_group"]),
    )
    boroughs = [r for r in rows if r["la_name"] and r["time_period"] == latest]
    shown = [row for row in _ordered(boroughs) if number(row["odds_ratio"])]
    if not shown or measure not in BY_BOROUGH:
        return
    names = sorted({row["la_name"] for row in boroughs})
    silent = [n for n in names if n not in {row["la_name"] for row in shown}]
    yield Figure(
        f"{measure}_boroughs",
        f"Borough by borough: {step_of(measure)}",
        f"The same ratio in each borough, {year(latest)}. A ratio is drawn only where "
        "all four counts behind it are 10 or more.",
        pictures.small_multiples(
            [_estimate(row, row["la_name"], row["ethnic_group"]) for row in shown],
            f"Odds ratios of {step_of(measure)} by borough and ethnic group; the "
            "numbers are in the table below.",
        ),
        *_table(shown, ["la_name", "ethnic_group"]),
        notes=[f"Too few children to show: {', '.join(silent)}."] if silent else [],
    )


def _heading(measure: str, rows: list[Row], latest: str) -> str:
    named = {"above": [], "below": []}
    for row in rows:
        verdict = stands_out(row)
        if verdict != "neither":
            named[verdict].append(children(row["ethnic_group"]))
    told = [
        f"{_listed(groups)} had {word} odds"
        for groups, word in ((named["above"], "higher"), (named["below"], "lower"))
        if groups
    ]
    if not told:
        return f"No group stands out: {step_of(measure)}, {year(latest)}"
    first, *others = told
    later = [within_a_sentence(words) for words in others]
    return f"{'; '.join([first, *later])} of {step_of(measure)}"


def _estimate(row: Row, label: str, panel: str = "") -> Estimate:
    value, low, high = (number(row[k]) for k in ("odds_ratio", "ci_low", "ci_high"))
    return Estimate(label, value, low, high, stands_out(row), panel)


_COLUMNS = {
    "la_name": "Borough",
    "ethnic_group": "Ethnic group",
    "children_with": "With the step",
    "children_without": "Without",
    "reference_with": "Others with",
    "reference_without": "Others without",
    "odds_ratio": "Odds ratio",
    "ci_low": "From",
    "ci_high": "To",
    "unknown_ethnicity_percent": "Ethnicity not known, %",
}


def _table(rows: list[Row], first: list[str]) -> tuple[list[str], list[list[str]]]:
    names = [n for n in _COLUMNS if n in first or n not in ("la_name", "ethnic_group")]
    return (
        [_COLUMNS[name] for name in names],
        [[_cell(row[name]) for name in names] for row in rows],
    )


def _cell(text: str) -> str:
    if text in ("z", "low", "c", "x"):
        return f"[{text}]"
    return f"{int(text):,}" if text.isdigit() else text


def _included(tables: Tables) -> list[dict[str, str]]:
    """For each measure and year, how many boroughs are in London's figure."""
    rows = [row for row in ratios_of_groups(tables) if is_london(row)]
    told = {(row["measure"], row["time_period"]): row for row in rows}
    return [
        {
            "step": step_of(measure),
            "year": year(period),
            "boroughs": row["boroughs_included"],
            "unknown": row["unknown_ethnicity_percent"],
        }
        for (measure, period), row in sorted(told.items())
    ]


def _ordered(rows) -> list[Row]:
    place = {group: n for n, group in enumerate(GROUPS)}
    return sorted(
        rows, key=lambda row: (place.get(row["ethnic_group"], 99), row["la_name"])
    )


def _listed(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    first, *others = words
    *middle, last = [within_a_sentence(one) for one in others]
    return ", ".join([first, *middle]) + " and " + last


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
    return environment.get_template("report.html.jinja")


def _text(name: str) -> str:
    return files("liia.release.report").joinpath(name).read_text(encoding="utf-8")
