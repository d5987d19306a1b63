"""What stands out, computed: candidates from every table, ranked by their evidence.

With hundreds of comparisons some stand out by chance, so a finding must be one of those
that Benjamini and Hochberg's rule keeps, at one in a hundred over all kinds of finding,
after intervals have been widened for brothers and sisters referred together (variance by
one half). The kinds take turns, the surest of each first: hundreds of thousands of children
make a small difference between groups surer than a large one in a borough.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from liia.release.report.evidence import (
    apart,
    kept,
    odds_z,
    rate_change,
    rate_score,
    two_sided,
)
from liia.release.report.sections.equalities import is_drawn, ratios_of_groups
from liia.release.report.tables import Row, Tables, latest, number
from liia.release.report.wording import (
    among,
    children,
    interval,
    rate,
    ratio,
    step_of,
    with_unit,
    year,
)

FALSE_FINDINGS = 0.01
MOST = 5


@dataclass(frozen=True, order=True)
class Finding:
    """A sentence, where its figure stands on the page, and how sure it is."""

    words: str
    anchor: str
    p_value: float
    subject: str
    """What it is about, for a machine."""


def findings(tables: Tables) -> list[Finding]:
    """At most five, the surest first; empty when nothing stands out."""
    of_kinds = [
        sorted(candidates, key=lambda one: one.p_value)
        for candidates in (
            _ratios(tables),
            _moves(tables),
            _outliers(tables.of("benchmarks")),
            _steps(tables.of("benchmarks")),
        )
    ]
    share = FALSE_FINDINGS / len(of_kinds)
    ratios, moves, outliers, steps = (
        of[: kept([one.p_value for one in of], share)] for of in of_kinds
    )
    # A borough that moved lies apart because it did: that is told once.
    moved = {one.subject.removesuffix("|step") for one in steps}
    outliers = [one for one in outliers if one.subject not in moved]
    in_turn = sorted(
        (rank, one.p_value, one)
        for of in (ratios, moves, outliers, steps)
        for rank, one in enumerate(of)
    )
    return sorted((one for _, _, one in in_turn[:MOST]), key=lambda one: one.p_value)


def _ratios(tables: Tables) -> Iterator[Finding]:
    rows = [r for r in ratios_of_groups(tables) if r["area_level"] == "london"]
    period = latest(rows)
    for row in rows:
        z = odds_z(row)
        if z is None or row["time_period"] != period:
            continue
        value, low, high = (number(row[k]) for k in ("odds_ratio", "ci_low", "ci_high"))
        more = "higher" if z > 0 else "lower"
        yield Finding(
            f"{children(row['ethnic_group'])} had {more} odds of "
            f"{step_of(row['measure'])} than all other {among(row['measure'])} in "
            f"London in {year(period)}: odds ratio {ratio(value)} "
            f"{interval(low, high)}.",
            row["measure"],
            two_sided(z),
            f"{row['measure']}|{row['ethnic_group']}",
        )


def _moves(tables: Tables) -> Iterator[Finding]:
    rows = [
        row
        for row in tables.of("equality_trends")
        if is_drawn(row) and row["area_level"] == "london"
    ]
    period = latest(rows)
    for row in rows:
        z = odds_z(row, "change_ratio", "change_low", "change_high")
        if z is None or row["time_period"] != period:
            continue
        word = "rose" if z > 0 else "fell"
        change, low, high = (
            float(row[k]) for k in ("change_ratio", "change_low", "change_high")
        )
        yield Finding(
            f"The odds ratio of {step_of(row['measure'])} for "
            f"{children(row['ethnic_group'])} in London {word} between "
            f"{year(row['previous_time_period'])} and {year(period)}: it is "
            f"{ratio(change)} times the last {interval(low, high)}.",
            f"{row['measure']}_years",
            two_sided(z),
            f"{row['measure']}|{row['ethnic_group']}|move",
        )


def _outliers(rows: list[Row]) -> Iterator[Finding]:
    """Boroughs that lie farther from the others than boroughs usually do."""
    period = latest(rows)
    told: dict[str, list[tuple[Row, tuple[float, float]]]] = defaultdict(list)
    for row in rows:
        is_meant = row["area_level"] == "borough" and row["time_period"] == period
        if is_meant and (score := rate_score(row)):
            told[row["measure"]].append((row, score))
    for measure, pairs in told.items():
        scores = apart([score for _, score in pairs])
        for (row, _), (z, p_value) in zip(pairs, scores, strict=False):
            low, high = (number(row[k]) for k in ("rate_low", "rate_high"))
            yield Finding(
                f"{row['area_name']} lies {'above' if z > 0 else 'below'} where chance and "
                f"the usual spread of boroughs put {_label(row)} in {year(period)}: "
                f"{with_unit(float(row['rate']), row['unit'])} ({rate(low)} to "
                f"{rate(high)}), London {rate(float(row['london_rate']))}.",
                f"service_{measure}",
                p_value,
                f"{measure}|{row['area_name']}",
            )


def _steps(rows: list[Row]) -> Iterator[Finding]:
    """Boroughs that moved between the last two years otherwise than the others did."""
    periods = sorted({row["time_period"] for row in rows})[-2:]
    if len(periods) < 2:
        return
    before, now = periods
    of_year = {
        period: {
            (row["measure"], row["area_name"]): row
            for row in rows
            if row["area_level"] == "borough" and row["time_period"] == period
        }
        for period in periods
    }
    told: dict[str, list[tuple[Row, Row, tuple[float, float]]]] = defaultdict(list)
    for which, new in of_year[now].items():
        old = of_year[before].get(which)
        if old and (change := rate_change(old, new)):
            told[which[0]].append((old, new, change))
    for measure, moves in told.items():
        scores = apart([change for _, _, change in moves])
        for (old, new, _), (z, p_value) in zip(moves, scores, strict=False):
            unit = new["unit"]
            yield Finding(
                f"In {new['area_name']} {_label(new)} moved "
                f"{'up' if z > 0 else 'down'} against other boroughs: "
                f"{rate(float(old['rate']))} in {year(before)}, "
                f"{with_unit(float(new['rate']), unit)} in {year(now)}; London "
                f"{rate(float(old['london_rate']))} and "
                f"{rate(float(new['london_rate']))}.",
                f"service_{measure}",
                p_value,
                f"{measure}|{new['area_name']}|step",
            )


def _label(row: Row) -> str:
    label = row["measure_label"]
    # "Section 47 enquiries" keeps its capital, "Re-referrals within a year" does not.
    return (
        label
        if label.split(" ")[0] in ("Section", "Care")
        else label[0].lower() + label[1:]
    )
