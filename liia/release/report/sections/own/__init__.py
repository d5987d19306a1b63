"""One borough's own figures, before London's, in its own report."""

from liia.release.report.figure import Section
from liia.release.report.sections import ladder
from liia.release.report.sections.own import (
    equalities,
    placements,
    service,
    submissions,
)
from liia.release.report.tables import Tables


def section(tables: Tables, name: str) -> Section:
    """What a Director looks for first: the own borough, with London beside it."""
    figures = [
        *equalities.figures(tables, name),
        *ladder.figures_of(tables, name),
        *service.figures(tables, name),
        *placements.shares(tables, name),
        *placements.flows(tables, name),
        *submissions.figures(tables, name),
    ]
    lead = (
        "London's figures follow, with your borough marked in every picture. Where there are "
        "few children intervals are wide: read the interval before the figure."
        if figures
        else "Nothing of this borough is in the release: it has not sent, or too few "
        "children are in every count. London's figures follow."
    )
    return Section("own", f"{name}: your own figures", lead, figures, name)
