"""Where a borough's own looked-after children live."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from liia.release.report.evidence import SURE_OF_MANY, share_z, verdict
from liia.release.report.figure import Figure, table
from liia.release.report.pictures.estimates import Estimate
from liia.release.report.sections.sufficiency import (
    COLUMNS,
    beside,
    counted,
    drawn_measures,
    in_order,
    largest,
    share,
)
from liia.release.report.tables import Row, Tables, latest, number
from liia.release.report.wording import listed, the, within_a_heading, year

LONDON_KEY = (
    ("above", "a larger share than in London"),
    ("below", "a smaller share than in London"),
    ("neither", "not told apart from London"),
)
MOST_SHARES = 4
MOST_PLACES = 3
FEW = 5


def shares(tables: Tables, name: str) -> Iterator[Figure]:
    """The ways to sort the children in which the borough differs most from London."""
    rows = tables.of("sufficiency")
    told = []
    for measure in drawn_measures(rows):
        here = [row for row in rows if row["measure"] == measure]
        period = latest(here)
        now = [
            row
            for row in here
            if row["time_period"] == period and row["area_name"] in (name, "London")
        ]
        now = in_order(now, measure, (name, "London"))
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
            f"{counted(one.rows[0])}: share of each category, with its 95 % interval, in "
            f"{the(name)} and in London, {year(period)}. Of all the ways to sort the "
            "children these differ most; among so many, a share counts as different "
            "only where chance would hardly make it so, at 99.8 %.",
            [
                beside(
                    drawn,
                    f"{heading}. The numbers are in the table below.",
                    [one.drawn(row, name) for row in drawn],
                )
            ],
            table(one.rows, COLUMNS),
            "sufficiency",
            notes,
            LONDON_KEY,
            "flow wide",
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
        return replace(
            one, verdict=verdict(self.z_by_category[row["category"]], SURE_OF_MANY)
        )


def _beside_london(name: str, rows: list[Row]) -> Beside:
    london = {r["category"]: r for r in rows if r["area_name"] == "London"}
    own = [row for row in rows if row["area_name"] == name]
    z = {row["category"]: share_z(row, london.get(row["category"])) for row in own}
    farthest = max(own, key=lambda row: abs(z[row["category"]] or 0))
    most = abs(z[farthest["category"]] or 0)
    if most < SURE_OF_MANY:
        words = f"{the(name)} is not told apart from London"
        return Beside(rows, z, most, words)
    its, theirs = (float(r["share"]) for r in (farthest, london[farthest["category"]]))
    category = within_a_heading(farthest["category_label"])
    words = f"{category}, {its:.0f} % in {the(name)} and {theirs:.0f} % in London"
    return Beside(rows, z, most, words)


def flows(tables: Tables, name: str) -> Iterator[Figure]:
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
        f"The looked-after children of {the(name)} live {_above_all(own)}",
        f"Where they live, {year(period)}. Places that round to 0 are left out.",
        [],
        table(most, {"destination": "Place", "children": "Children"}),
        "placement_flows",
        [f"About 5 children in each of: {', '.join(few)}."]
        if len(most) < len(own)
        else [],
        is_open=True,
    )


def _above_all(own: list[Row]) -> str:
    """The three largest places, of those that hold more than the fourth and not a few."""
    rest = [float(row["children"]) for row in own[MOST_PLACES:]]
    least = max([FEW, *rest])
    first = [row for row in own[:MOST_PLACES] if float(row["children"]) > least]
    if not first:
        return "in many places, with few more in one than in others"
    return f"above all in {listed([the(row['destination']) for row in first])}"
