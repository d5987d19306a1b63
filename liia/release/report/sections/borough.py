"""One borough's own figures, before London's, in its own report."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from liia.release.report.evidence import (
    SURE,
    odds_verdict,
    rate_change,
    share_z,
    verdict,
)
from liia.release.report.figure import (
    LIMITS_KEY,
    ODDS_KEY,
    Figure,
    Section,
    Table,
    table,
)
from liia.release.report.pictures.estimates import PERCENT, Estimate, pictures
from liia.release.report.pictures.lines import years
from liia.release.report.pictures.spine import Vertebra, spine
from liia.release.report.sections import ladder, service
from liia.release.report.sections.equalities import (
    BY_BOROUGH,
    estimate,
    ordered,
    ratios_of_groups,
)
from liia.release.report.sections.quality import asked_periods
from liia.release.report.sections.sufficiency import COLUMNS, largest, share
from liia.release.report.tables import Row, Tables, latest, number
from liia.release.report.wording import (
    MAIN,
    MEASURES,
    RETURNS,
    capital,
    children,
    listed,
    month,
    rate,
    step_of,
    within_a_sentence,
    year,
)

LONDON_KEY = (
    ("above", "a larger share than in London"),
    ("below", "a smaller share than in London"),
    ("neither", "not told apart from London"),
)
MOST_SHARES = 4
MOST_YEARS = 9
"""Measures drawn year by year: those outside the limits first."""


def section(tables: Tables, name: str) -> Section:
    """What a Director looks for first: the own borough, with London beside it."""
    figures = [
        *_equalities(tables, name),
        *ladder.figures_of(tables, name),
        *_service(tables, name),
        *_sufficiency(tables, name),
        *_flows(tables, name),
        *_submissions(tables, name),
    ]
    lead = (
        "Your own figures first, then London's, with your borough marked in every picture. "
        "Small boroughs' figures have wide intervals: read the interval before the figure."
        if figures
        else "Nothing of this borough is in the release: it has not sent, or too few "
        "children are in every count. London's figures follow."
    )
    return Section("own", f"{name}", lead, figures, name)


def _equalities(tables: Tables, name: str) -> Iterator[Figure]:
    rows = [row for row in ratios_of_groups(tables) if row["area_name"] == name]
    period = latest(rows)
    now = [r for r in rows if r["time_period"] == period and r["measure"] in MAIN]
    shown = [row for row in now if number(row["odds_ratio"])]
    if not shown:
        return
    clear = [row for row in shown if odds_verdict(row) != "neither"]
    told = [
        f"{children(row['ethnic_group'])}, "
        f"{'higher' if odds_verdict(row) == 'above' else 'lower'} odds of "
        f"{step_of(row['measure'])}"
        for row in ordered(clear)
    ]
    heading = (
        f"In {name}: {'; '.join([told[0], *map(within_a_sentence, told[1:])])}"
        if told
        else f"In {name} no group's odds are told apart from those of other children"
    )
    seen = {row["measure"] for row in shown}
    in_order = [
        estimate(row, row["ethnic_group"], capital(step_of(measure).split(" ", 1)[1]))
        for measure in MEASURES
        for row in ordered(now)
        if row["measure"] == measure and measure in seen
    ]
    silent = [step_of(measure) for measure in MAIN if measure not in seen]
    yield Figure(
        "own_equalities",
        heading,
        "Odds ratio of each group against all other children of the borough, with its "
        f"95 % interval, {year(period)}. Drawn where all four counts are 10 or more.",
        pictures(in_order, heading),
        table(shown, {"measure": "Step", **_present(BY_BOROUGH, shown)}),
        "equality_odds_ratios",
        [f"Too few children to show any group: {listed(silent)}."] if silent else [],
        ODDS_KEY,
    )


def _present(columns: dict[str, str], rows: list[Row]) -> dict[str, str]:
    return {name: words for name, words in columns.items() if name in rows[0]}


def _service(tables: Tables, name: str) -> Iterator[Figure]:
    rows = [row for row in tables.of("benchmarks") if row["area_name"] == name]
    period = latest(rows)
    now = [row for row in rows if row["time_period"] == period]
    vertebrae = [one for row in now if (one := _vertebra(row))]
    if not vertebrae:
        return
    outside = [row["measure_label"] for row in now if service.clear(row) != "neither"]
    if not outside:
        heading = f"{name} lies within the limits in each of {len(vertebrae)} measures"
    elif len(outside) <= 3:
        heading = f"{name} lies outside the limits in: {', '.join(outside)}"
    else:
        heading = f"{name} lies outside the limits in {len(outside)} of {len(vertebrae)} measures"
    yield Figure(
        "own_service",
        heading,
        f"Each measure between the limits around London's figure, {year(period)}: London is "
        "the line in the middle, the dark band ends at the 95 % limits, the light one at "
        "the 99.8 % limits. To the right is more, to the left less: which is better is for "
        "you to say.",
        [spine(vertebrae, f"{heading}. The numbers are in the table below.")],
        table(
            now,
            {
                "measure_label": "Measure",
                **{k: w for k, w in service.COLUMNS.items() if k in now[0]},
                "london_rate": "London",
            },
        ),
        "benchmarks",
        key=LIMITS_KEY,
    )
    if figure := _years(rows, now, name):
        yield figure


def _vertebra(row: Row) -> Vertebra | None:
    value, middle = number(row["rate"]), number(row["london_rate"])
    low, high = number(row["limit_low_95"]), number(row["limit_high_95"])
    far = number(row["limit_high_998"])
    if value is None or middle is None or low is None or high is None or far is None:
        return None
    if not low < middle < high:
        return None

    def placed(one: float) -> float:
        half = high - middle if one > middle else middle - low
        return (one - middle) / half

    ends = [number(row[k]) for k in ("rate_low", "rate_high")]
    lower, upper = (placed(value if end is None else end) for end in ends)
    words = f"{rate(value)}" + (" %" if row["unit"] == "percent" else "")
    london = f"{rate(middle)}" + (" %" if row["unit"] == "percent" else "")
    return Vertebra(
        row["measure_label"],
        placed(value),
        lower,
        upper,
        placed(far),
        service.clear(row),
        words,
        london,
    )


def _years(rows: list[Row], now: list[Row], name: str) -> Figure | None:
    order = sorted(now, key=lambda row: service.clear(row) == "neither")
    chosen = [row["measure"] for row in order][:MOST_YEARS]
    values = [
        service.trend_year(row, row["measure_label"], with_limits=True)
        for measure in chosen
        for row in sorted(rows, key=lambda row: row["time_period"])
        if row["measure"] == measure
        and all(number(row[k]) is not None for k in ("rate", "rate_low", "rate_high"))
    ]
    if len({value.year for value in values}) < 2:
        return None
    kept = [row for row in rows if row["measure"] in chosen]
    heading = _moved(kept, name)
    return Figure(
        "own_years",
        heading,
        "Each year's figure with its 95 % interval; the grey line is London, the band lies "
        "between the 95 % limits around it.",
        years(values, f"{heading}. The numbers are in the table below."),
        table(
            kept,
            {
                "measure_label": "Measure",
                "time_period": "Year",
                "rate": "Rate",
                "rate_low": "From",
                "rate_high": "To",
                "london_rate": "London",
            },
        ),
        "benchmarks",
        layout="thirds",
    )


def _moved(rows: list[Row], name: str) -> str:
    """The measures whose last two years differ by more than chance."""
    before, now = sorted({row["time_period"] for row in rows})[-2:]
    told = {(row["measure"], row["time_period"]): row for row in rows}
    moved = []
    for measure in dict.fromkeys(row["measure"] for row in rows):
        pair = (told.get((measure, before)), told.get((measure, now)))
        if all(pair) and (moved_by := rate_change(*pair)):
            change, error = moved_by
            if verdict(change / error) != "neither":
                word = "rose" if change > 0 else "fell"
                moved.append(f"{pair[1]['measure_label']} {word}")
    when = f"between {year(before)} and {year(now)}"
    if not moved:
        return f"{name}: nothing moved by more than chance {when}"
    return f"{name}, {when}: {'; '.join(moved)}"


def _sufficiency(tables: Tables, name: str) -> Iterator[Figure]:
    """The ways to sort the children in which the borough differs most from London."""
    rows = tables.of("sufficiency")
    told = []
    for measure in dict.fromkeys(row["measure"] for row in rows):
        here = [row for row in rows if row["measure"] == measure]
        period = latest(here)
        now = [
            row
            for row in here
            if row["time_period"] == period and row["area_name"] in (name, "London")
        ]
        now.sort(key=lambda row: row["area_name"] == "London")
        own = [row for row in now if row["area_name"] == name]
        if any(number(row["share"]) is not None for row in own):
            told.append(_beside_london(name, now))
    told.sort(key=lambda one: -one.most)
    for one in told[:MOST_SHARES]:
        label, period = one.rows[0]["measure_label"], one.rows[0]["time_period"]
        drawn, notes = largest(one.rows)
        heading = f"{label}: {one.words}"
        yield Figure(
            f"own_{one.rows[0]['measure']}",
            heading,
            f"Share of the children in each category, with its 95 % interval, in {name} "
            f"and in London, {year(period)}.",
            pictures(
                [one.drawn(row, name) for row in drawn],
                f"{heading}. The numbers are in the table below.",
                PERCENT,
                words_width=90,
            ),
            table(one.rows, COLUMNS),
            "sufficiency",
            notes,
            LONDON_KEY,
        )


@dataclass(frozen=True)
class Beside:
    """A borough's shares beside London's, and how far they differ."""

    rows: list[Row]
    z_by_category: dict[str, float | None]
    most: float
    words: str

    def drawn(self, row: Row, name: str) -> Estimate:
        one = share(row, row["category_label"], row["area_name"])
        if row["area_name"] != name:
            return one
        return replace(one, verdict=verdict(self.z_by_category[row["category"]]))


def _beside_london(name: str, rows: list[Row]) -> Beside:
    london = {r["category"]: r for r in rows if r["area_name"] == "London"}
    own = [row for row in rows if row["area_name"] == name]
    z = {row["category"]: share_z(row, london.get(row["category"])) for row in own}
    farthest = max(own, key=lambda row: abs(z[row["category"]] or 0))
    most = abs(z[farthest["category"]] or 0)
    if most < SURE:
        return Beside(rows, z, most, f"{name} is not told apart from London")
    its, theirs = (float(r["share"]) for r in (farthest, london[farthest["category"]]))
    words = f"{farthest['category_label']}, {its:.0f} % in {name} and {theirs:.0f} % in London"
    return Beside(rows, z, most, words)


def _flows(tables: Tables, name: str) -> Iterator[Figure]:
    rows = tables.of("placement_flows")
    period = latest(rows)
    own = [
        row
        for row in rows
        if row["time_period"] == period
        and row["origin_area"] == name
        and number(row["children"])
    ]
    own.sort(key=lambda row: (-float(row["children"]), row["destination"]))
    if not own:
        return
    few = [row["destination"] for row in own if float(row["children"]) < 10]
    most = [row for row in own if float(row["children"]) >= 10] or own
    yield Figure(
        "own_flows",
        f"{name}'s looked-after children live first of all in "
        f"{listed([row['destination'] for row in most[:3]])}",
        f"Where they live, {year(period)}. Places that round to 0 are left out.",
        [],
        table(most, {"destination": "Place", "children": "Children"}),
        "placement_flows",
        [f"About 5 children in each of: {', '.join(few)}."]
        if len(most) < len(own)
        else [],
        is_open=True,
    )


def _submissions(tables: Tables, name: str) -> Iterator[Figure]:
    rows = tables.of("submissions")
    status = {
        (row["submitted_return"], row["period_month"]): row["submission_status"]
        for row in rows
        if row["area_name"] == name
    }
    asked = [one for one in asked_periods(rows) if one in status]
    if not asked:
        return
    missing = [one for one in asked if status[one] != "sent"]
    told = [f"{RETURNS.get(which, which)} of {month(when)}" for which, when in missing]
    yield Figure(
        "own_submissions",
        f"{name} has not sent {listed(told)}" if told else f"{name} sent every return",
        "What is missing is left out of the figures, not taken for no.",
        [],
        Table(
            ["Return", "Sent", "Not sent"],
            [
                [
                    RETURNS.get(which, which),
                    *(
                        ", ".join(
                            month(when)
                            for one, when in asked
                            if one == which and (status[one, when] == "sent") is is_sent
                        )
                        or "none"
                        for is_sent in (True, False)
                    ),
                ]
                for which in dict.fromkeys(one for one, _ in asked)
            ],
            [""] * len({one for one, _ in asked}),
        ),
        "submissions",
        is_open=True,
    )
