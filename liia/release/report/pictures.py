"""The pictures, drawn from plain records. Uncertainty is always drawn.

Every mark carries its own words (`description`): screen readers say them, and the page
finds a borough's marks by them.
"""

from dataclasses import dataclass
from typing import Literal

import altair as alt

from liia.release.report.theme import COLOURS, FAINT, GREY, INK, drawn
from liia.release.report.wording import interval, ratio

Verdict = Literal["above", "below", "neither"]
_SCALE = [0.25, 0.5, 1, 2, 4]


@dataclass(frozen=True)
class Estimate:
    """A ratio with its interval; the numbers are None where it may not be shown."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    verdict: Verdict = "neither"
    panel: str = ""
    """The picture's part it is drawn in."""

    @property
    def words(self) -> str:
        if self.value is None:
            return "not shown: a count is under 10"
        return f"{ratio(self.value)} {interval(self.low, self.high)}"

    def record(self, order: int) -> dict:
        """As the chart takes it; what leaves the scale is drawn to its edge."""
        first, last = _SCALE[0], _SCALE[-1]
        is_shown = self.value is not None
        return {
            "order": order,
            "label": self.label,
            "panel": self.panel,
            "verdict": self.verdict,
            "words": self.words,
            "says": f"{self.label}: {self.words}",
            "value": min(max(self.value, first), last) if is_shown else None,
            "low": min(max(self.low, first), last) if is_shown else None,
            "high": min(max(self.high, first), last) if is_shown else None,
        }


def forest(estimates: list[Estimate], words: str, width: int = 360) -> str:
    """Ratios with intervals, a row each, their numbers in words at the right."""
    rows = alt.Data(values=[e.record(n) for n, e in enumerate(estimates)])
    label = alt.Y(
        "label:N",
        sort=alt.EncodingSortField("order", "min"),
        axis=alt.Axis(ticks=False, domain=False, labelPadding=8, grid=False),
    )
    place = alt.Scale(type="log", domain=[_SCALE[0], _SCALE[-1]], nice=False)
    colour = alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=None,
    )
    base = alt.Chart(rows)
    one = alt.Chart(alt.Data(values=[{"one": 1}])).mark_rule(color=INK, strokeWidth=1)
    marks = (
        one.encode(x=alt.X("one:Q", scale=place)),
        base.mark_rule(strokeWidth=3, strokeCap="round").encode(
            x=alt.X("low:Q", scale=place, axis=_ratio_axis()),
            x2="high:Q",
            y=label,
            color=colour,
            description="says:N",
        ),
        base.mark_point(size=90, filled=True, opacity=1).encode(
            x=alt.X("value:Q", scale=place),
            y=label,
            color=colour,
            shape=alt.Shape("verdict:N", scale=_shapes(), legend=None),
            description="says:N",
        ),
    )
    picture = alt.layer(*marks).properties(width=width, height=alt.Step(30))
    told = base.mark_text(align="left", fontSize=13, color=INK).encode(
        y=label.copy(deep=True).axis(None),
        text="words:N",
        color=alt.condition("isValid(datum.value)", alt.value(INK), alt.value(GREY)),
    )
    beside = told.properties(width=190, height=alt.Step(30))
    return drawn(alt.hconcat(picture, beside, spacing=12), words)


def small_multiples(estimates: list[Estimate], words: str) -> str:
    """A column for each panel, a row for each label: boroughs by groups."""
    rows = alt.Data(values=[e.record(n) for n, e in enumerate(estimates)])
    panels = list(dict.fromkeys(e.panel for e in estimates))
    labels = sorted({e.label for e in estimates})
    place = alt.Scale(type="log", domain=[_SCALE[0], _SCALE[-1]], nice=False)
    colour = alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=None,
    )
    columns = []
    for number, panel in enumerate(panels):
        label = alt.Y(
            "label:N",
            scale=alt.Scale(domain=labels),
            axis=alt.Axis(ticks=False, domain=False, grid=False, labelPadding=6)
            if number == 0
            else None,
        )
        here = alt.Chart(rows).transform_filter(alt.datum.panel == panel)
        one = alt.Chart(alt.Data(values=[{"one": 1}]))
        columns.append(
            alt.layer(
                one.mark_rule(color=FAINT).encode(x=alt.X("one:Q", scale=place)),
                here.mark_rule(strokeWidth=2).encode(
                    x=alt.X("low:Q", scale=place, axis=_ratio_axis(short=True)),
                    x2="high:Q",
                    y=label,
                    color=colour,
                    description="says:N",
                ),
                here.mark_point(size=36, filled=True, opacity=1).encode(
                    x=alt.X("value:Q", scale=place),
                    y=label,
                    color=colour,
                    shape=alt.Shape("verdict:N", scale=_shapes(), legend=None),
                    description="says:N",
                ),
            ).properties(
                width=118,
                height=alt.Step(17),
                title=alt.Title(
                    panel, anchor="start", frame="group", fontSize=13, color=INK
                ),
            )
        )
    return drawn(alt.hconcat(*columns, spacing=14), words)


def _ratio_axis(*, short: bool = False) -> alt.Axis:
    values = [0.25, 1, 4] if short else _SCALE
    return alt.Axis(values=values, format="~g", grid=True, tickSize=0, labelPadding=6)


def _shapes() -> alt.Scale:
    # The verdict is told by shape as well as by colour.
    return alt.Scale(
        domain=list(COLOURS), range=["triangle-up", "triangle-down", "circle"]
    )
