"""The ladder: at which step a gap opens, and how many children that is."""

from collections.abc import Iterator

from liia.release.report.evidence import odds_verdict
from liia.release.report.figure import Figure, Section, table
from liia.release.report.pictures.estimates import Estimate, pictures
from liia.release.report.tables import Row, Tables, latest, number, whole
from liia.release.report.wording import (
    GROUPS,
    LADDERS,
    REFERENCE,
    RUNGS,
    capital,
    children,
    listed,
    more_or_fewer,
    within_a_sentence,
    year,
)

KEY = (
    ("above", "more of the group go on"),
    ("below", "fewer of the group go on"),
    ("neither", "could be chance"),
)
COLUMNS = {
    "ethnic_group": "Ethnic group",
    "rung": "Step",
    "children_before": "At the step before",
    "children_reached": "Went on",
    "step_ratio": "Times as likely",
    "step_ratio_low": "From",
    "step_ratio_high": "To",
    "excess_children": "Children more or fewer",
    "excess_low": "From ",
    "excess_high": "To ",
    "share_of_gap_percent": "Share of the gap, %",
    "excess_so_far": "More or fewer so far",
}
_STEP = ("step_ratio", "step_ratio_low", "step_ratio_high")


def section(tables: Tables) -> Section | None:
    """A figure for each ladder, for London."""
    figures = list(_figures(tables, "London"))
    if not figures:
        return None
    return Section(
        "ladder",
        "The ladder: where does a gap open, and how many children is it?",
        "Children at a step are some of those at the step before. So what each step adds "
        "can be told apart, and counted in children.",
        figures,
        "The ladder",
    )


def figures_of(tables: Tables, area: str) -> list[Figure]:
    """The ladders of one borough, or of London."""
    return list(_figures(tables, area))


def _figures(tables: Tables, area: str) -> Iterator[Figure]:
    rows = [
        row
        for row in tables.of("equality_ladder")
        if row["area_name"] == area
        and row["reference_group"] == REFERENCE
        and row["ethnic_group"] in GROUPS
    ]
    for name, (summit, rungs) in LADDERS.items():
        climbed = [row for row in rows if row["ladder"] == name]
        period = latest(climbed)
        now = [row for row in climbed if row["time_period"] == period]
        if any(number(row["step_ratio"]) for row in now):
            yield _figure(name, summit, rungs, _ordered(now, rungs), area)


def _ordered(rows: list[Row], rungs: tuple[str, ...]) -> list[Row]:
    return sorted(
        rows,
        key=lambda row: (rungs.index(row["rung"]), GROUPS.index(row["ethnic_group"])),
    )


def _figure(
    name: str, summit: str, rungs: tuple[str, ...], rows: list[Row], area: str
) -> Figure:
    heading = _heading(rows, summit)
    period = rows[0]["time_period"]
    anchor = f"ladder_{name}" if area == "London" else f"own_ladder_{name}"
    where = (
        f"London, {rows[0]['boroughs_included']} of 33 boroughs"
        if area == "London"
        else area
    )
    told = {row["rung"] for row in rows if number(row["step_ratio"]) is not None}
    gaps = [row for row in rows if number(row["step_ratio"]) is not None]
    return Figure(
        anchor,
        heading,
        "How many times as likely a group's children are to go on to each step as all "
        "other children of the same boroughs, with its 95 % interval; beside it, how many "
        f"children more or fewer that is, and between which numbers. {where}, "
        f"{year(period)}.",
        pictures(
            [_estimate(row) for row in rows if row["rung"] in told],
            f"{heading}. The numbers are in the table below.",
        ),
        table(gaps, COLUMNS),
        "equality_ladder",
        _notes(rows),
        KEY,
    )


def _estimate(row: Row) -> Estimate:
    value, low, high = (number(row[name]) for name in _STEP)
    return Estimate(
        row["ethnic_group"],
        value,
        low,
        high,
        odds_verdict(row, *_STEP),
        capital(RUNGS[row["rung"]].removeprefix("a ").removeprefix("an ")),
        _children(row) if value else "not shown",
    )


def _children(row: Row) -> str:
    more, low, high = (
        whole(row[name]) for name in ("excess_children", "excess_low", "excess_high")
    )
    if more is None or low is None or high is None:
        return ""
    return f"{more_or_fewer(more)} ({more_or_fewer(low)} to {more_or_fewer(high)})"


def _heading(rows: list[Row], summit: str) -> str:
    clear = [row for row in rows if odds_verdict(row, *_STEP) != "neither"]
    counted = [row for row in clear if number(row["excess_children"]) is not None]
    if not counted:
        return f"On the way {summit} every gap could be chance"
    most = max(counted, key=lambda row: abs(float(row["excess_children"])))
    more = float(most["excess_children"])
    group = within_a_sentence(children(most["ethnic_group"]))
    low, high = sorted(
        abs(whole(most[name]) or 0) for name in ("excess_low", "excess_high")
    )
    word = "more" if more > 0 else "fewer"
    return (
        f"The widest gap on the way {summit} is at {RUNGS[most['rung']]}: "
        f"{abs(more):,.0f} {word} {group} than at other children's chances "
        f"({low:,.0f} to {high:,.0f})"
    )


def _notes(rows: list[Row]) -> list[str]:
    denominator = next((row["denominator"] for row in rows if row["denominator"]), "")
    told = []
    shown = {row["rung"] for row in rows if number(row["step_ratio"]) is not None}
    silent = [
        rung for rung in dict.fromkeys(r["rung"] for r in rows) if rung not in shown
    ]
    if silent:
        words = listed([RUNGS[rung] for rung in silent])
        told.append(f"Too few children to show any group: {words}.")
    if any(number(row["step_ratio"]) is None for row in rows if row["rung"] in shown):
        told.append("Not shown: a count is under 10.")
    if denominator:
        kind, _, words = denominator.partition(": ")
        is_modelled = kind == "MODELLED" and words
        told.append(
            f"The population is modelled: {words}."
            if is_modelled
            else f"The population: {denominator}."
        )
    return told
