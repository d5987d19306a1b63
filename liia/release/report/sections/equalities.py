"""Equalities: the odds of each step, by ethnic group, place and year."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from liia.release.report.evidence import odds_verdict
from liia.release.report.figure import ODDS_KEY, Figure, Section, table
from liia.release.report.pictures.estimates import (
    Estimate,
    panels,
    pictures,
    ratios_for,
)
from liia.release.report.pictures.lines import Year, years
from liia.release.report.tables import Row, Tables, latest, number
from liia.release.report.wording import (
    GROUPS,
    MAIN,
    MEASURES,
    REFERENCE,
    among,
    children,
    interval,
    listed,
    ratio,
    step_of,
    within_a_sentence,
    year,
)

COLUMNS = {
    "ethnic_group": "Ethnic group",
    "children_with": "With the step",
    "children_without": "Without",
    "reference_with": "Others with",
    "reference_without": "Others without",
    "odds_ratio": "Odds ratio",
    "ci_low": "From",
    "ci_high": "To",
    "adjusted_odds_ratio": "Same age and sex",
    "adjusted_low": "Its from",
    "adjusted_high": "Its to",
    "unknown_ethnicity_percent": "Ethnicity not known, %",
}
ADJUSTED = ("adjusted_odds_ratio", "adjusted_low", "adjusted_high")
BY_BOROUGH = {
    "area_name": "Borough",
    **COLUMNS,
    "shrunken_odds_ratio": "Drawn to London's",
    "shrunken_low": "Drawn from",
    "shrunken_high": "Drawn to",
}


def section(tables: Tables) -> Section | None:
    """Step by step for London, then borough by borough, then year by year."""
    rows = ratios_of_groups(tables)
    told = [measure for measure in MEASURES if _of(rows, measure)]
    if not told:
        return None
    return Section(
        "equalities",
        "Equalities: are families treated alike?",
        "Among children who reached one step, the odds of the next, for each ethnic "
        "group against all other children. 1 is no difference.",
        [figure for measure in told for figure in _figures(tables, rows, measure)],
        "Equalities",
    )


def ratios_of_groups(tables: Tables) -> list[Row]:
    """The ratios that the report draws: of broad groups, against all other children."""
    return [row for row in tables.of("equality_odds_ratios") if is_drawn(row)]


def is_drawn(row: Row) -> bool:
    """Whether a row compares a broad group with all other children, in a known step."""
    return (
        row["measure"] in MEASURES
        and row["ethnic_group"] in GROUPS
        and row["reference_group"] == REFERENCE
    )


def _of(rows: Iterable[Row], measure: str) -> list[Row]:
    return [row for row in rows if row["measure"] == measure]


def _figures(tables: Tables, rows: list[Row], measure: str) -> Iterator[Figure]:
    here = _of(rows, measure)
    period = latest(here)
    now = [row for row in here if row["time_period"] == period]
    if figure := _of_london(measure, now, period):
        yield figure
    if measure in MAIN:
        if figure := _of_boroughs(measure, now, period):
            yield figure
        if figure := _over_years(tables, measure):
            yield figure


def _of_london(measure: str, now: list[Row], period: str) -> Figure | None:
    london = ordered(row for row in now if row["area_level"] == "london")
    if not london:
        return None
    heading = _heading(measure, london)
    included = london[0]["boroughs_included"]
    return Figure(
        measure,
        heading,
        f"Odds ratio of {step_of(measure)} among {among(measure)}, each group against "
        f"all other children, with its 95 % interval. London, {included} of 33 "
        f"boroughs, each compared within itself, {year(period)}.",
        _forest(london, heading),
        table(london, present(COLUMNS, london)),
        "equality_odds_ratios",
        _of_the_same_age_and_sex(london),
        ODDS_KEY,
    )


def _of_the_same_age_and_sex(rows: list[Row]) -> list[str]:
    """What the second picture says otherwise than the heading, which is of the first."""
    words = {
        "above": "had higher odds",
        "below": "had lower odds",
        "neither": "are not told apart from others",
    }
    told = []
    for row in rows:
        if not all(number(row.get(name)) for name in ADJUSTED):
            continue
        alike = odds_verdict(row, *ADJUSTED)
        if alike != odds_verdict(row):
            told.append(f"{children(row['ethnic_group'])} {words[alike]}")
    if not told:
        return []
    first, *others = told
    later = [within_a_sentence(one) for one in others]
    return [
        f"Among children of the same age and sex: {'; '.join([within_a_sentence(first), *later])}."
    ]


def _of_boroughs(measure: str, now: list[Row], period: str) -> Figure | None:
    boroughs = [row for row in ordered(now) if row["area_level"] == "borough"]
    shown = [row for row in boroughs if number(row["odds_ratio"])]
    if not shown:
        return None
    names = {row["area_name"] for row in shown}
    silent = sorted({row["area_name"] for row in boroughs} - names)
    is_drawn_in = any(number(row.get("shrunken_odds_ratio")) for row in shown)
    how = (
        "Each ratio is drawn towards London's, the more so the fewer children it rests "
        "on, and all the way where boroughs differ no more than chance makes them; the "
        "table has it as it is."
        if is_drawn_in
        else "The same ratio in each borough."
    )
    heading = f"Borough by borough: {step_of(measure)}"
    if is_drawn_in and all(_are_alike(shown, group) for group in GROUPS):
        heading += ", in which boroughs are not told apart"
    notes = [f"Too few children to show: {', '.join(silent)}."] if silent else []
    groups = {row["ethnic_group"] for row in shown}
    if unseen := [group for group in GROUPS if group not in groups]:
        notes.append(f"Too few children in every borough: {', '.join(unseen)}.")
    shown.sort(key=lambda row: GROUPS.index(row["ethnic_group"]))
    drawn = [shrunken(row, row["area_name"], row["ethnic_group"]) for row in shown]
    return Figure(
        f"{measure}_boroughs",
        heading,
        f"{how} {year(period)}. A ratio is drawn only where all four counts behind it "
        "are 10 or more.",
        [
            panels(
                drawn,
                f"Odds ratios of {step_of(measure)} by borough and ethnic group; the "
                "numbers are in the table below.",
                labels=sorted(names),
            )
        ],
        table(
            sorted(shown, key=lambda row: row["area_name"]),
            present(BY_BOROUGH, shown),
        ),
        "equality_odds_ratios",
        notes,
        ODDS_KEY,
        "flow wide",
    )


def _are_alike(rows: list[Row], group: str) -> bool:
    """Whether all boroughs' ratios of a group were drawn to one."""
    told = {row["shrunken_odds_ratio"] for row in rows if row["ethnic_group"] == group}
    return len(told) < 2


def _over_years(tables: Tables, measure: str) -> Figure | None:
    rows = [
        row
        for row in tables.of("equality_trends")
        if row["measure"] == measure and is_drawn(row) and row["area_level"] == "london"
    ]
    if len({row["time_period"] for row in rows}) < 2:
        return None
    rows = sorted(
        rows, key=lambda row: (GROUPS.index(row["ethnic_group"]), row["time_period"])
    )
    values = [
        Year(
            row["ethnic_group"],
            year(row["time_period"]),
            float(row["odds_ratio"]),
            float(row["ci_low"]),
            float(row["ci_high"]),
            _words(row),
        )
        for row in rows
        if all(number(row[k]) for k in ("odds_ratio", "ci_low", "ci_high"))
    ]
    period = latest(rows)
    moved = [
        children(row["ethnic_group"])
        for row in rows
        if row["time_period"] == period and has_moved(row)
    ]
    heading = (
        f"The ratio moved for {within_a_sentence(listed(moved))}: {step_of(measure)}"
        if moved
        else f"No group's ratio moved by more than chance would: {step_of(measure)}"
    )
    return Figure(
        f"{measure}_years",
        heading,
        "London's ratio of each group in each financial year, with its 95 % interval. "
        "No child's event is in two years.",
        years(values, heading, ratios_for(values)),
        table(
            rows,
            {
                "ethnic_group": "Ethnic group",
                "time_period": "Year",
                "odds_ratio": "Odds ratio",
                "ci_low": "From",
                "ci_high": "To",
                "change_ratio": "Times last year's",
                "change_low": "From ",
                "change_high": "To ",
            },
        ),
        "equality_trends",
        layout="thirds",
    )


def has_moved(row: Row) -> bool:
    """Whether a year's ratio differs from the last year's, siblings allowed for."""
    return odds_verdict(row, "change_ratio", "change_low", "change_high") != "neither"


def _heading(measure: str, rows: list[Row]) -> str:
    named: dict[str, list[str]] = {"above": [], "below": []}
    for row in rows:
        verdict = odds_verdict(row)
        if verdict != "neither":
            named[verdict].append(children(row["ethnic_group"]))
    told = [
        f"{listed(groups)} had {word} odds"
        for groups, word in ((named["above"], "higher"), (named["below"], "lower"))
        if groups
    ]
    if not told:
        return f"No group is told apart from all others: {step_of(measure)}"
    first, *others = told
    later = [within_a_sentence(words) for words in others]
    return f"{'; '.join([first, *later])} of {step_of(measure)}"


def _forest(rows: list[Row], words: str) -> list[str]:
    """The ratios, and beside them those among children of one age band and sex."""
    estimates = [estimate(row, row["ethnic_group"], "All children") for row in rows]
    if not any(number(row.get("adjusted_odds_ratio")) for row in rows):
        crude = [replace(one, panel="") for one in estimates]
        return pictures(crude, words, width=240)
    for row in rows:
        values = [number(row[name]) for name in ADJUSTED]
        told = odds_verdict(row, *ADJUSTED)
        alike = Estimate(row["ethnic_group"], *values, told, "Of the same age and sex")
        estimates.append(alike if all(values) else replace(alike, told="not shown"))
    return pictures(estimates, words)


def estimate(row: Row, label: str, panel: str = "") -> Estimate:
    """A row's ratio, to be drawn."""
    value, low, high = (number(row[k]) for k in ("odds_ratio", "ci_low", "ci_high"))
    return Estimate(label, value, low, high, odds_verdict(row), panel)


def shrunken(row: Row, label: str, panel: str = "") -> Estimate:
    """A borough's ratio drawn towards London's, or as it is where that is not told."""
    names = ("shrunken_odds_ratio", "shrunken_low", "shrunken_high")
    values = [number(row.get(name)) for name in names]
    if not all(values):
        return estimate(row, label, panel)
    return Estimate(label, *values, odds_verdict(row, *names), panel)


def _words(row: Row) -> str:
    return f"{ratio(float(row['odds_ratio']))} " + interval(
        float(row["ci_low"]), float(row["ci_high"])
    )


def present(columns: dict[str, str], rows: list[Row]) -> dict[str, str]:
    """The columns that a release tells."""
    return {name: words for name, words in columns.items() if name in rows[0]}


def ordered(rows: Iterable[Row]) -> list[Row]:
    """By group, then by place."""
    return sorted(
        rows, key=lambda row: (GROUPS.index(row["ethnic_group"]), row["area_name"])
    )
