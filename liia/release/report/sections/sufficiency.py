"""Sufficiency: where looked-after children live, with whom, how far and how steadily."""

from collections.abc import Iterator, Sequence

from liia.release.report.figure import Figure, Section, Table, table
from liia.release.report.pictures.estimates import PERCENT, Estimate, panels
from liia.release.report.pictures.flows import Flow, matrix
from liia.release.report.places import places
from liia.release.report.tables import Row, Tables, latest, number
from liia.release.report.wording import SHARES, within_a_heading, year

AREAS = ("London", "Inner London", "Outer London")
MOST_CATEGORIES = 12
MOST_NAMED = 3
COLUMNS = {
    "area_name": "Area",
    "category_label": "Category",
    "children": "Children",
    "share": "Share, %",
    "share_low": "From",
    "share_high": "To",
}


def section(tables: Tables) -> Section | None:
    """A figure for each way to sort the children, and from where to where they went."""
    figures = list(_shares(tables))
    if flows := flow_figure(tables):
        figures.append(flows)
    if not figures:
        return None
    return Section(
        "sufficiency",
        "Sufficiency: where do looked-after children live?",
        "Each picture has every child that it counts in one category, so that shares add "
        "up. Distances are between the centres of postcode sectors.",
        figures,
        "Sufficiency",
    )


def _shares(tables: Tables) -> Iterator[Figure]:
    rows = tables.of("sufficiency")
    for measure in drawn_measures(rows):
        here = [row for row in rows if row["measure"] == measure]
        period = latest(here)
        now = [
            r for r in here if r["time_period"] == period and r["area_name"] in AREAS
        ]
        now = every = in_order(now, measure, AREAS)
        shown = [row for row in now if number(row["share"]) is not None]
        if not shown:
            continue
        now, notes = largest(now)
        label = shown[0]["measure_label"]
        heading = f"{label}: {_largest(shown)}"
        included = shown[0]["boroughs_included"]
        yield Figure(
            f"sufficiency_{measure}",
            heading,
            f"{counted(shown[0])}: share of each category, with its 95 % interval. "
            f"{included} of 33 boroughs, {year(period)}.",
            [beside(now, f"{heading}. The numbers are in the table below.")],
            table(every, COLUMNS),
            "sufficiency",
            notes,
            layout="flow wide",
        )


def drawn_measures(rows: list[Row]) -> list[str]:
    """The ways to sort that are drawn, of those that the release has."""
    told = {row["measure"] for row in rows}
    return [measure for measure in SHARES if measure in told]


def in_order(rows: list[Row], measure: str, areas: Sequence[str]) -> list[Row]:
    """Area by area, the categories in their own order or by their size in the first."""
    first = {r["category"]: r for r in rows if r["area_name"] == areas[0]}
    ranks = {category: rank for rank, category in enumerate(SHARES[measure])}

    def place(row: Row) -> tuple:
        size = number(first.get(row["category"], row)["share"]) or 0
        rank = ranks.get(row["category"], len(ranks))
        return areas.index(row["area_name"]), rank, -size, row["category"]

    return sorted(rows, key=place)


def counted(row: Row) -> str:
    """Whom a share is of."""
    return row.get("counted_among") or "Children looked after on 31 March"


def largest(rows: list[Row]) -> tuple[list[Row], list[str]]:
    """The rows of the largest categories in the first area, and what to say of the rest."""
    first = [row for row in rows if row["area_name"] == rows[0]["area_name"]]
    first.sort(key=lambda row: -(number(row["share"]) or 0))
    kept = {row["category"] for row in first[:MOST_CATEGORIES]}
    rest = len(first) - len(kept)
    what = "smaller category is" if rest == 1 else "smaller categories are"
    words = [f"{rest} {what} in the table alone."] if rest else []
    return [row for row in rows if row["category"] in kept], words


def beside(rows: list[Row], words: str, drawn: Sequence[Estimate] = ()) -> str:
    """The shares of areas side by side, a row for each category."""
    drawn = drawn or [share(r, r["category_label"], r["area_name"]) for r in rows]
    labels = list(dict.fromkeys(row["category_label"] for row in rows))
    areas = len({row["area_name"] for row in rows})
    return panels(
        list(drawn),
        words,
        PERCENT,
        labels=labels,
        width=105 if areas > 2 else 180,
        step=26,
        words_width=88,
    )


def share(row: Row, label: str, panel: str) -> Estimate:
    """A share of children in a category, to be drawn."""
    value, low, high = (number(row[k]) for k in ("share", "share_low", "share_high"))
    told = "[z]" if value is None else f"{value:.0f} %"
    if value is not None and low is not None and high is not None:
        told = f"{told} ({low:.0f} to {high:.0f})"
    return Estimate(label, value, low, high, "neither", panel, told)


def _largest(rows: list[Row]) -> str:
    """The largest category of the first area, with those as large but for chance."""
    area = rows[0]["area_name"]
    first = [row for row in rows if row["area_name"] == area]
    first.sort(key=lambda row: -float(row["share"]))
    least = number(first[0]["share_low"])
    near = [
        row
        for row in first[:MOST_NAMED]
        if row is first[0] or (least is not None and float(row["share"]) >= least)
    ]
    where = "" if area == "London" else f" in {area}"
    told = [
        f"{within_a_heading(row['category_label'])} ({float(row['share']):.0f} %{where})"
        for row in near
    ]
    return f"most often {' or '.join(told)}"


def flow_figure(tables: Tables) -> Figure | None:
    rows = tables.of("placement_flows")
    period = latest(rows)
    now = [row for row in rows if row["time_period"] == period]
    shown = [row for row in now if number(row["children"])]
    if not shown:
        return None
    origins = [name for name in places() if name in {r["origin_area"] for r in shown}]
    found = {row["destination"] for row in shown}
    others = sorted(found - set(places()))
    destinations = [name for name in places() if name in found] + others
    away = [row for row in shown if row["origin_area"] != row["destination"]]
    heading = _of_the_largest(away)
    return Figure(
        "flows",
        heading,
        f"Each row is the borough that looks after the children, each column where they "
        f"live; the larger a dot, the more children; grey is the own borough. "
        f"{year(period)}. Flows that round to 0 are not drawn.",
        [
            matrix(
                [_flow(row) for row in shown],
                origins,
                destinations,
                f"{heading}. The numbers are in the table below.",
            )
        ],
        Table(
            ["Borough of origin", "Lives in", "Children"],
            [
                [r["origin_area"], r["destination"], f"{float(r['children']):,.0f}"]
                for r in shown
            ],
            [row["origin_area"] for row in shown],
        ),
        "placement_flows",
        layout="flow wide",
    )


def _flow(row: Row) -> Flow:
    children = float(row["children"])
    destination = row["destination"]
    words = f"{children:,.0f} in {destination}"
    return Flow(row["origin_area"], destination, children, words)


def _of_the_largest(away: list[dict[str, str]]) -> str:
    """What the largest flow out of a borough is; several may be rounded to as many."""
    if not away:
        return "Every child shown lives in its own borough"
    most = max(float(row["children"]) for row in away)
    largest = [row for row in away if float(row["children"]) == most]
    if len(largest) > 1:
        return (
            f"No more than about {most:,.0f} children of any borough live in one place "
            "elsewhere"
        )
    return (
        f"The largest flow out of a borough: {most:,.0f} children of "
        f"{largest[0]['origin_area']} live in {largest[0]['destination']}"
    )
