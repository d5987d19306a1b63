"""What stands out, computed: candidates from every table, ranked by their evidence.

With hundreds of comparisons some stand out by chance, so a finding must be one of those
that Benjamini and Hochberg's rule keeps, at one in a hundred over all kinds of finding,
after intervals have been widened for brothers and sisters referred together (variance by
one half). The surest of each kind comes first: hundreds of thousands of children make a
small difference between groups surer than a large one in a borough.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from liia.release.report.evidence import (
    kept,
    limits_z,
    odds_z,
    rate_change,
    rate_error,
    steps_z,
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


@dataclass(frozen=True)
class Finding:
    """A sentence, where its figure stands on the page, and how sure it is."""

    words: str
    anchor: str
    p_value: float
    subject: str
    """What it is about, for a machine."""


def findings(tables: Tables) -> list[Finding]:
    """At most five, the surest first; empty when nothing stands out."""
    kinds = [
        sorted(candidates, key=lambda one: one.p_value)
        for candidates in (
            _ratios(tables),
            _moves(tables),
            _outliers(tables.of("benchmarks")),
            _steps(tables.of("benchmarks")),
        )
    ]
    share = FALSE_FINDINGS / len(kinds)
    sure = [of[: kept([one.p_value for one in of], share)] for of in kinds]
    firsts = [of[0] for of in sure if of]
    others = sorted((one for of in sure for one in of[1:]), key=lambda one: one.p_value)
    return sorted([*firsts, *others][:MOST], key=lambda one: one.p_value)


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
    period = latest(rows)
    for row in rows:
        if row["area_level"] != "borough" or row["time_period"] != period:
            continue
        z = limits_z(row)
        if z is None:
            continue
        side = "above" if z > 0 else "below"
        limit = number(row["limit_high_998" if z > 0 else "limit_low_998"])
        yield Finding(
            f"{row['area_name']} lies {side} what chance and the usual spread of boroughs "
            f"make of {_label(row)} in {year(period)}: "
            f"{with_unit(float(row['rate']), row['unit'])}, London "
            f"{rate(float(row['london_rate']))}, 99.8 % limit {rate(limit)}.",
            f"service_{row['measure']}",
            two_sided(z),
            f"{row['measure']}|{row['area_name']}",
        )


def _steps(rows: list[Row]) -> Iterator[Finding]:
    """Boroughs that moved between the last two years otherwise than the others did."""
    periods = sorted({row["time_period"] for row in rows})[-2:]
    if len(periods) < 2:
        return
    before, now = periods
    told: dict[str, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        if row["area_level"] == "borough" and rate_error(row) is not None:
            told[row["measure"]][row["area_name"]][row["time_period"]] = row
    for measure, by_borough in told.items():
        pairs = [(one[before], one[now]) for one in by_borough.values() if len(one) > 1
                 and before in one and now in one]  # fmt: skip
        for (old, new), z in zip(pairs, steps_z(map(rate_change, pairs)), strict=True):
            word = "rose" if z > 0 else "fell"
            yield Finding(
                f"In {new['area_name']} {_label(new)} {word} from "
                f"{rate(float(old['rate']))} to {with_unit(float(new['rate']), new['unit'])}"
                f" between {year(before)} and {year(now)}, beyond what other boroughs "
                "moved.",
                f"service_{measure}",
                two_sided(z),
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
