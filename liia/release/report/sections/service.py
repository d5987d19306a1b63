"""Service improvement: every measure of every borough, between the limits of chance."""

from collections.abc import Iterator

from liia.release.report.evidence import beyond_limits
from liia.release.report.figure import LIMITS_KEY, Figure, Section, Table, table
from liia.release.report.pictures.funnel import Point, funnel
from liia.release.report.pictures.lines import Year, years
from liia.release.report.pictures.tiles import Tile, tile_map
from liia.release.report.tables import Row, Tables, is_true, latest, number
from liia.release.report.wording import UNITS, listed, rate, with_unit, year

COLUMNS = {
    "area_name": "Borough",
    "numerator": "Count",
    "denominator": "Out of",
    "rate": "Rate",
    "rate_low": "From",
    "rate_high": "To",
    "limit_low_998": "99.8 % limit, low",
    "limit_low_95": "95 % limit, low",
    "limit_high_95": "95 % limit, high",
    "limit_high_998": "99.8 % limit, high",
    "neighbours_rate": "Statistical neighbours",
    "neighbours_in_london": "How many of 10 are in London",
}
MOST_DRAWN = 12
_LIMITS = ("limit_low_998", "limit_low_95", "limit_high_95", "limit_high_998")


def section(tables: Tables) -> Section | None:
    """All measures at a glance, practice to look at, and a funnel with a map for those
    measures of which most is to be told.
    """
    rows = tables.of("benchmarks")
    if not rows:
        return None
    period = latest(rows)
    now = [row for row in rows if row["time_period"] == period]
    measures = list(dict.fromkeys(row["measure"] for row in now))
    told = sorted(measures, key=lambda one: -_outside(_of(now, one)))[:MOST_DRAWN]
    figures = [_glance(now, measures, period)]
    if practice := _practice(rows, period):
        figures.append(practice)
    if changes := _changes(tables.of("practice_changes")):
        figures.append(changes)
    figures += [
        figure
        for measure in measures
        if measure in told
        for figure in _measure(_of(rows, measure), _of(now, measure), period)
    ]
    return Section(
        "service",
        "Service improvement: where does practice differ?",
        "Boroughs differ by chance, and in whom they serve. A borough outside the limits "
        "differs by more than both: a question to ask, and neither praise nor blame.",
        figures,
        "Service improvement",
    )


def verdict(row: Row) -> str:
    """Where a rate lies between its limits: a tile's or a point's verdict."""
    value = number(row["rate"])
    limits = [number(row[name]) for name in _LIMITS]
    if value is None or None in limits:
        return "not shown"
    return beyond_limits(value, *limits)


def clear(row: Row) -> str:
    """The same with two limits only: outside 99.8 %, or neither."""
    told = verdict(row)
    return told if told in ("above", "below") else "neither"


def _of(rows: list[Row], measure: str) -> list[Row]:
    return [row for row in rows if row["measure"] == measure]


def _boroughs(rows: list[Row]) -> list[Row]:
    return sorted(
        (row for row in rows if row["area_level"] == "borough"),
        key=lambda row: row["area_name"],
    )


def _london(rows: list[Row]) -> Row | None:
    return next((row for row in rows if row["area_level"] == "london"), None)


def _outside(rows: list[Row]) -> int:
    return sum(clear(row) != "neither" for row in _boroughs(rows))


def _glance(now: list[Row], measures: list[str], period: str) -> Figure:
    lines = []
    for measure in measures:
        rows = _of(now, measure)
        london = _london(rows) or {}
        named = {
            side: [r["area_name"] for r in _boroughs(rows) if clear(r) == side]
            for side in ("above", "below")
        }
        lines.append(
            [
                rows[0]["measure_label"],
                UNITS.get(rows[0]["unit"], rows[0]["unit"]),
                *(_figure_of(london, k) for k in ("rate", "rate_low", "rate_high")),
                _figure_of(rows[0], "england_rate"),
                ", ".join(named["above"]) or "none",
                ", ".join(named["below"]) or "none",
            ]
        )
    # What there is to ask about first, then the others.
    lines.sort(key=lambda line: (line[6] == line[7] == "none", line[0]))
    columns = ["Measure", "Unit", "London", "From", "To", "England"]
    columns += ["Above the 99.8 % limit", "Below the 99.8 % limit"]
    count = sum(line[6] != "none" or line[7] != "none" for line in lines)
    return Figure(
        "glance",
        f"In {count} of {len(lines)} measures some borough lies outside the limits"
        if count
        else f"In none of {len(lines)} measures does a borough lie outside the limits",
        f"London's figure for {year(period)} with its 95 % interval, England's where it is "
        "published, and the boroughs that differ by more than chance and the usual "
        "spread of boroughs would make. Boroughs are in the order of the alphabet; "
        "measures with such a borough come first.",
        [],
        Table(columns, lines, [""] * len(lines)),
        "benchmarks",
        is_open=True,
    )


def _figure_of(row: Row, name: str) -> str:
    value = number(row.get(name))
    return "[x]" if value is None else rate(value)


def _practice(rows: list[Row], period: str) -> Figure | None:
    found = [
        row
        for row in rows
        if row["time_period"] == period and is_true(row.get("is_practice_to_look_at"))
    ]
    if not found:
        return None
    names = sorted({row["area_name"] for row in found})
    return Figure(
        "practice",
        f"Practice to look at: {listed(names)}",
        "Outside the 99.8 % limit on the side that the measure is meant to move to, two "
        "years running. A reason to visit and ask, not a proof: low figures can hide "
        "children who were not helped.",
        [],
        table(
            found,
            {
                "measure_label": "Measure",
                "area_name": "Borough",
                "rate": "Rate",
                "rate_low": "From",
                "rate_high": "To",
                "london_rate": "London",
            },
        ),
        "benchmarks",
        is_open=True,
    )


def _changes(rows: list[Row]) -> Figure | None:
    """Changes of practice that boroughs announced, and what followed."""
    if not rows:
        return None
    names = sorted({row["area_name"] for row in rows})
    return Figure(
        "practice_changes",
        f"Changes of practice that were announced: {listed(names)}",
        "A change is judged only if it was registered before its result could be seen, "
        "against boroughs that did not change. An effect of 1 is none.",
        [],
        table(
            rows,
            {
                "area_name": "Borough",
                "change_of_practice": "Change",
                "measure_label": "Measure",
                "rate_before": "Before",
                "rate_after": "After",
                "rate_expected": "After, had nothing changed",
                "effect_ratio": "Effect",
                "effect_low": "From",
                "effect_high": "To",
                "finding": "Finding",
            },
        ),
        "practice_changes",
        is_open=True,
    )


def _measure(rows: list[Row], now: list[Row], period: str) -> Iterator[Figure]:
    boroughs = _boroughs(now)
    shown = [row for row in boroughs if verdict(row) != "not shown"]
    if not shown:
        return
    first = shown[0]
    label, unit = first["measure_label"], first["unit"]
    heading = _heading(label, shown)
    words = f"{heading}. The numbers are in the table below."
    pictures = []
    middle = number(first["london_rate"])
    points = [_point(row) for row in shown if number(row["denominator"])]
    if middle is not None and points:
        out_of = "Children in the borough" if unit == "per_10000" else "Out of how many"
        pictures.append(
            funnel(points, middle, out_of, f"{UNITS.get(unit, unit)}", words)
        )
    tiles = {row["area_name"]: _tile(row) for row in boroughs}
    pictures.append(tile_map(tiles, f"Map of {words}"))
    pictures += _trend(rows)
    silent = sorted(
        {r["area_name"] for r in boroughs} - {r["area_name"] for r in shown}
    )
    notes = [f"Not shown, too few: {', '.join(silent)}."] if silent else []
    yield Figure(
        f"service_{first['measure']}",
        heading,
        f"London: {with_unit(middle, unit) if middle is not None else '[x]'}, "
        f"{year(period)}. A dot is a borough, by its size; the line is London, the bands are "
        "the 95 % and 99.8 % limits. The map has the same figures: dark beyond 99.8 %, "
        "faint beyond 95 %.",
        pictures,
        table(boroughs, {k: w for k, w in COLUMNS.items() if k in first}),
        "benchmarks",
        notes,
        LIMITS_KEY,
        layout="map",
    )


def _heading(label: str, shown: list[Row]) -> str:
    named = {
        side: [row["area_name"] for row in shown if clear(row) == side]
        for side in ("above", "below")
    }
    told = [
        f"{listed(names) if len(names) < 5 else f'{len(names)} boroughs'} {side}"
        for side, names in named.items()
        if names
    ]
    if not told:
        return f"{label}: no borough lies outside the limits"
    return f"{label}: {', '.join(told)} the limits"


def _point(row: Row) -> Point:
    low, near_low, near_high, high = (float(row[name]) for name in _LIMITS)
    return Point(
        row["area_name"],
        float(row["denominator"]),
        float(row["rate"]),
        (low, near_low, near_high, high),
        clear(row),
        says(row),
    )


def _tile(row: Row) -> Tile:
    value = number(row["rate"])
    if value is None:
        return Tile("[z]", "not shown", "not shown, a count is under 10")
    return Tile(rate(value), verdict(row), says(row))


def says(row: Row) -> str:
    """A rate in words, with its interval."""
    value, low, high = (number(row[k]) for k in ("rate", "rate_low", "rate_high"))
    if value is None:
        return "not shown, a count is under 10"
    between = "" if low is None or high is None else f" ({rate(low)} to {rate(high)})"
    return f"{with_unit(value, row['unit'])}{between}"


def _trend(rows: list[Row]) -> list[str]:
    london = sorted(
        (row for row in rows if row["area_level"] == "london"),
        key=lambda row: row["time_period"],
    )
    values = [trend_year(row, "London") for row in london if _is_whole(row)]
    if len(values) < 2:
        return []
    label = london[0]["measure_label"]
    return years(values, f"{label} in London, year by year", width=250, height=70)


def _is_whole(row: Row) -> bool:
    return all(number(row[k]) is not None for k in ("rate", "rate_low", "rate_high"))


def trend_year(row: Row, panel: str, *, with_limits: bool = False) -> Year:
    """A year of a measure, with the limits and London's rate when they are asked for."""
    low, high = number(row["limit_low_95"]), number(row["limit_high_95"])
    has_limits = with_limits and low is not None and high is not None
    return Year(
        panel,
        year(row["time_period"]),
        float(row["rate"]),
        float(row["rate_low"]),
        float(row["rate_high"]),
        says(row),
        (low, high) if has_limits else None,
        number(row["london_rate"]) if with_limits else None,
    )
