"""Data quality: who sent what, what is missing, and what that does to the figures."""

from collections.abc import Iterator

from liia.release.report.figure import Figure, Section, Table
from liia.release.report.pictures.tiles import Tile, tile_map
from liia.release.report.places import places
from liia.release.report.sections.equalities import ratios_of_groups
from liia.release.report.tables import Row, Tables, latest, number
from liia.release.report.wording import (
    MEASURES,
    RETURNS,
    among,
    capital,
    listed,
    month,
    step_of,
    year,
)

PERIODS_SHOWN = 5
"""The latest of each return."""
COUNTS = ("children_with", "children_without", "reference_with", "reference_without")
FEWEST = 10
"""A share of fewer children is theirs alone, and tells nothing of the recording."""
MUCH_UNKNOWN = 10
"""Per cent of children of unknown ethnicity from which a ratio may be off."""


def section(tables: Tables) -> Section | None:
    """Who sent, who is in each figure, and where ethnicity is not known."""
    figures = [
        figure
        for figure in (
            _submissions(tables.of("submissions")),
            _coverage(ratios_of_groups(tables)),
            _unknown(ratios_of_groups(tables)),
        )
        if figure
    ]
    if not figures:
        return None
    return Section(
        "quality",
        "Data quality: who is in the figures, and what is missing?",
        "A borough is in a year's figure once it has sent the lists that tell of the step, "
        "for long enough to judge it. What is missing is unknown, not no: London's figures "
        "are those of the boroughs that are in them.",
        figures,
        "Data quality",
    )


def asked_periods(rows: list[Row]) -> list[tuple[str, str]]:
    """The latest periods of each return, in order."""
    found: dict[str, set[str]] = {name: set() for name in RETURNS}
    for row in rows:
        found.setdefault(row["submitted_return"], set()).add(row["period_month"])
    return [
        (name, period)
        for name, periods in found.items()
        for period in sorted(periods)[-PERIODS_SHOWN:]
    ]


def _submissions(rows: list[Row]) -> Figure | None:
    if not rows:
        return None
    asked = asked_periods(rows)
    sent = {
        (row["area_name"], row["submitted_return"], row["period_month"])
        for row in rows
        if row["submission_status"] == "sent"
    }
    names = [name for name in places() if any(r["area_name"] == name for r in rows)]
    behind = [n for n in names if any((n, *one) not in sent for one in asked)]
    if not behind:
        heading = f"All {len(names)} boroughs sent every return"
    elif len(behind) <= 4:
        heading = f"Something is missing from {listed(behind)}"
    else:
        heading = f"Something is missing from {len(behind)} of {len(names)} boroughs"
    return Figure(
        "who_sent",
        heading,
        "Returns by the month in which their period ends, of the boroughs that have not "
        "sent all of them. The others have."
        if behind
        else "Returns by the month in which their period ends.",
        [],
        Table(
            [
                "Borough",
                *(f"{RETURNS.get(name, name)}, {month(when)}" for name, when in asked),
            ],
            [
                [
                    name,
                    *("sent" if (name, *one) in sent else "not sent" for one in asked),
                ]
                for name in behind or names
            ],
            behind or names,
        ),
        "submissions",
        is_open=bool(behind),
    )


def _coverage(rows: list[Row]) -> Figure | None:
    if not rows:
        return None
    every = list(_lines_of_coverage(rows))
    partial = [line for line in every if line[-1] != "none"]
    # Of years in which nobody is missing the latest is enough.
    lines = [line for line in every if line in partial or line[1] == every[-1][1]]
    return Figure(
        "coverage",
        f"In {len(partial)} of {len(every)} yearly figures a borough is missing"
        if partial
        else f"All boroughs are in each of {len(every)} yearly figures",
        "For each step and year: the boroughs in London's figure, the children in it whose "
        "ethnicity is not known, and the boroughs that are not in it.",
        [],
        Table(
            [
                "Step",
                "Year",
                "Boroughs of 33",
                "Ethnicity not known, %",
                "Boroughs that are not in it",
            ],
            lines,
            [""] * len(lines),
        ),
        "equality_odds_ratios",
        is_open=True,
    )


def _lines_of_coverage(rows: list[Row]) -> Iterator[list[str]]:
    within: dict[tuple[str, str], set[str]] = {}
    london: dict[tuple[str, str], Row] = {}
    for row in rows:
        which = (row["measure"], row["time_period"])
        within.setdefault(which, set())
        if row["area_level"] == "borough":
            within[which].add(row["area_name"])
        elif row["area_level"] == "london":
            london[which] = row
    for which, row in london.items():
        out = [name for name in places() if name not in within[which]]
        words = ", ".join(out) if len(out) < 17 else "more than half"
        yield [
            capital(step_of(which[0])),
            year(which[1]),
            row["boroughs_included"],
            row["unknown_ethnicity_percent"],
            words or "none",
        ]


def _unknown(rows: list[Row]) -> Figure | None:
    """Where so many children are of unknown ethnicity that a ratio may be off."""
    told = {row["measure"] for row in rows}
    measure = next((one for one in MEASURES if one in told), "")
    rows = [row for row in rows if row["measure"] == measure]
    period = latest(rows)
    first = [
        row
        for row in rows
        if row["time_period"] == period and row["area_level"] == "borough"
    ]
    percents = {
        row["area_name"]: value
        for row in first
        if (value := number(row["unknown_ethnicity_percent"])) is not None
        and any((number(row[name]) or 0) >= FEWEST for name in COUNTS)
    }
    if not percents:
        return None
    much = [n for n in places() if percents.get(n, 0) > MUCH_UNKNOWN]
    if not much:
        heading = "Nowhere is ethnicity unknown for more than 10 % of children"
    elif len(much) <= 4:
        heading = (
            f"Ethnicity is unknown for more than 10 % of children in {listed(much)}"
        )
    else:
        heading = f"Ethnicity is unknown for more than 10 % of children in {len(much)} boroughs"
    tiles = {
        name: Tile(
            f"{value:.0f}",
            "a little above" if value > MUCH_UNKNOWN else "neither",
            f"{value:.0f} % not known",
        )
        for name, value in percents.items()
    }
    return Figure(
        "unknown_ethnicity",
        heading,
        f"Of 100 {among(measure)}, {year(period)}, those whose ethnicity is not known. "
        "They are in no group and in no comparison: over 10, shaded, a ratio "
        "may be off because of them. A tile without a number has under 10 children.",
        [tile_map(tiles, f"Map: {heading}")],
        Table(
            ["Borough", "Ethnicity not known, %"],
            [[name, f"{value:.0f}"] for name, value in sorted(percents.items())],
            sorted(percents),
        ),
        "equality_odds_ratios",
    )
