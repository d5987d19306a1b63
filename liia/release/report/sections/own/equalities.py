"""A borough's own odds ratios."""

from collections.abc import Iterator

from liia.release.report.evidence import odds_verdict
from liia.release.report.figure import ODDS_KEY, Figure, table
from liia.release.report.pictures.estimates import pictures
from liia.release.report.sections.equalities import (
    BY_BOROUGH,
    estimate,
    ordered,
    present,
    ratios_of_groups,
)
from liia.release.report.tables import Tables, latest, number
from liia.release.report.wording import (
    MAIN,
    MEASURES,
    capital,
    children,
    listed,
    step_of,
    the,
    within_a_sentence,
    year,
)


def figures(tables: Tables, name: str) -> Iterator[Figure]:
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
        f"In {the(name)}: {'; '.join([told[0], *map(within_a_sentence, told[1:])])}"
        if told
        else f"In {the(name)} no group's odds are told apart from those of other children"
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
        table(shown, {"measure": "Step", **present(BY_BOROUGH, shown)}),
        "equality_odds_ratios",
        [f"Too few children to show any group: {listed(silent)}."] if silent else [],
        ODDS_KEY,
    )
