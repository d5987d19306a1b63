"""Values over whole years, which share no child's event, each with its interval."""

import textwrap
from dataclasses import dataclass

from liia.release.report.pictures.estimates import Scale
from liia.release.report.theme import BLUE, GREY, INK, WASH, Spec, drawn

_LETTER = 7
"""Pixels that a letter of a title needs."""


@dataclass(frozen=True)
class Year:
    """A value of a year in a panel, with its interval."""

    panel: str
    year: str
    value: float
    low: float
    high: float
    says: str
    limits: tuple[float, float] | None = None
    """Where chance would leave it; drawn as a band when it is told."""
    beside: float | None = None
    """What it is compared with; drawn as a grey line when it is told."""


def years(
    values: list[Year],
    words: str,
    scale: Scale | None = None,
    *,
    width: int = 230,
    height: int = 105,
) -> list[str]:
    """A picture for each panel, its years from left to right."""
    axis_of_years = sorted({value.year for value in values})
    pictures = []
    for panel in dict.fromkeys(value.panel for value in values):
        here = [value for value in values if value.panel == panel]
        drawn_on = scale or _span(here)
        spec = {
            "title": textwrap.wrap(panel, width // _LETTER),
            "width": width,
            "height": height,
            "data": {"values": [_record(value, drawn_on) for value in here]},
            "layer": _layer(here, axis_of_years, drawn_on, most_ticks=height // 25),
        }
        pictures.append(drawn(spec, f"{panel}: {words}"))
    return pictures


def _record(value: Year, scale: Scale) -> dict:
    """As the picture takes it."""
    low, high = value.limits or (None, None)
    return {
        "year": value.year,
        "value": scale.held(value.value),
        "low": scale.held(value.low),
        "high": scale.held(value.high),
        "limit_low": scale.held(low),
        "limit_high": scale.held(high),
        "beside": value.beside,
        "says": f"{value.panel}, {value.year}: {value.says}",
    }


def _layer(
    values: list[Year], axis_of_years: list[str], scale: Scale, most_ticks: int
) -> list[Spec]:
    """The band, the lines, and above them each year with its interval."""
    up: Spec = {
        "type": "quantitative",
        "scale": scale.spec(),
        "axis": {
            "title": None,
            "tickCount": most_ticks,
            "format": ",.6~g",
            "domain": False,
            "tickSize": 0,
            **({"values": list(scale.ticks[::2])} if scale.is_log else {}),
        },
    }
    across: Spec = {
        "field": "year",
        "type": "ordinal",
        "scale": {"domain": axis_of_years},
        "axis": {"title": None, "labelAngle": 0, "tickSize": 0, "labelPadding": 6},
    }

    def at(field: str) -> Spec:
        return {"x": across, "y": {**up, "field": field}}

    layer: list[Spec] = []
    if any(v.limits for v in values):
        band = {"type": "area", "color": WASH, "aria": False}
        ends = {**at("limit_low"), "y2": {"field": "limit_high"}}
        layer.append({"mark": band, "encoding": ends})
    if scale.same is not None:
        rule = {"type": "rule", "color": INK, "aria": False}
        layer.append({"mark": rule, "encoding": {"y": {**up, "datum": scale.same}}})
    if any(v.beside is not None for v in values):
        look = {"type": "line", "color": GREY, "strokeDash": [4, 3], "aria": False}
        layer.append({"mark": look, "encoding": at("beside")})
    line = {"type": "line", "color": BLUE, "strokeWidth": 1.5, "aria": False}
    interval = {"type": "rule", "color": BLUE, "strokeWidth": 2, "aria": False}
    point = {"type": "point", "color": BLUE, "filled": True, "size": 50, "opacity": 1}
    said = {"description": {"field": "says", "type": "nominal"}}
    return [
        *layer,
        {"mark": line, "encoding": at("value")},
        {"mark": interval, "encoding": {**at("low"), "y2": {"field": "high"}}},
        {"mark": point, "encoding": {**at("value"), **said}},
    ]


def _span(values: list[Year]) -> Scale:
    """From 0 to the highest of the figures and London's: a small borough's limits may lie
    far beyond, and are cut off, or nothing else could be seen.
    """
    ends = [end for v in values for end in (v.high, v.beside) if end is not None]
    return Scale((0, max(ends) * 1.08 or 1))
