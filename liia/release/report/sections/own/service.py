"""A borough's own measures, between the limits around London's, and year by year."""

from collections.abc import Iterator

from liia.release.report.evidence import SURE_OF_MANY, rate_change, verdict
from liia.release.report.figure import LIMITS_KEY, Figure, table
from liia.release.report.pictures.lines import years
from liia.release.report.pictures.spine import Vertebra, spine
from liia.release.report.sections.service import COLUMNS, clear, trend_year
from liia.release.report.tables import Row, Tables, latest, number
from liia.release.report.wording import capital, rate, the, year

MOST_YEARS = 9
"""Measures drawn year by year: those outside the limits first."""


def figures(tables: Tables, name: str) -> Iterator[Figure]:
    rows = [row for row in tables.of("benchmarks") if row["area_name"] == name]
    period = latest(rows)
    now = [row for row in rows if row["time_period"] == period]
    vertebrae = [one for row in now if (one := _vertebra(row))]
    if not vertebrae:
        return
    outside = [(row["measure_label"], clear(row)) for row in now]
    outside = [(label, side) for label, side in outside if side != "neither"]
    place = capital(the(name))
    if not outside:
        heading = f"{place} lies within the limits in each of {len(vertebrae)} measures"
    elif len(outside) <= 3:
        told = "; ".join(f"{label}, {side}" for label, side in outside)
        heading = f"{place} lies outside the limits: {told}"
    else:
        heading = f"{place} lies outside the limits in {len(outside)} of {len(vertebrae)} measures"
    yield Figure(
        "own_service",
        heading,
        f"Each measure between the limits around London's figure, {year(period)}: London is "
        "the line in the middle, the dark band ends at the 95 % limits, the light one at "
        "the 99.8 % limits. To the right is more, to the left less: which is better is for "
        "you to say. What has no unit is per 10,000 children.",
        [spine(vertebrae, f"{heading}. The numbers are in the table below.")],
        table(
            now,
            {
                "measure_label": "Measure",
                **{k: w for k, w in COLUMNS.items() if k in now[0]},
                "london_rate": "London",
            },
        ),
        "benchmarks",
        key=LIMITS_KEY,
        layout="flow wide",
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
    unit = {"percent": " %", "per_10000": ""}.get(row["unit"], f" {row['unit']}")
    return Vertebra(
        row["measure_label"],
        placed(value),
        lower,
        upper,
        placed(far),
        clear(row),
        f"{rate(value)}{unit}",
        f"{rate(middle)}{unit}",
    )


def _years(rows: list[Row], now: list[Row], name: str) -> Figure | None:
    order = sorted(now, key=lambda row: (clear(row) == "neither", not _vertebra(row)))
    chosen = [row["measure"] for row in order][:MOST_YEARS]
    values = [
        trend_year(row, row["measure_label"], with_limits=True)
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
        "between the 95 % limits around it. Scales differ from picture to picture; a "
        "figure has moved surely where chance would hardly move it so far, at 99.8 %.",
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
            if verdict(change / error, SURE_OF_MANY) != "neither":
                word = "rose" if change > 0 else "fell"
                moved.append(f"{pair[1]['measure_label']} {word}")
    when = f"between {year(before)} and {year(now)}"
    if not moved:
        return f"{capital(the(name))}: no figure moved surely {when}"
    return f"{capital(the(name))}, {when}: {'; '.join(moved)}"
