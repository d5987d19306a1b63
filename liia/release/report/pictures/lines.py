"""Values over whole years, which share no child's event, each with its interval."""

from dataclasses import dataclass

from liia.release.report.pictures.estimates import Scale
from liia.release.report.theme import BLUE, GREY, INK, WASH, Spec, drawn


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
    records = [
        {
            "panel": v.panel,
            "year": v.year,
            "value": scale.held(v.value) if scale else v.value,
            "low": scale.held(v.low) if scale else v.low,
            "high": scale.held(v.high) if scale else v.high,
            "limit_low": v.limits and v.limits[0],
            "limit_high": v.limits and v.limits[1],
            "beside": v.beside,
            "says": f"{v.panel}, {v.year}: {v.says}",
        }
        for v in values
    ]
    up: Spec = {
        "type": "quantitative",
        "scale": scale.spec() if scale else {"zero": True},
        "axis": {
            "title": None,
            "tickCount": 4,
            "format": ",.6~g",
            "domain": False,
            "tickSize": 0,
            **({"values": list(scale.ticks[::2])} if scale else {}),
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
        layer.append(
            {
                "mark": {"type": "area", "color": WASH, "aria": False},
                "encoding": {**at("limit_low"), "y2": {"field": "limit_high"}},
            }
        )
    if scale and scale.same is not None:
        layer.append(
            {
                "mark": {"type": "rule", "color": INK, "aria": False},
                "encoding": {"y": {**up, "datum": scale.same}},
            }
        )
    if any(v.beside is not None for v in values):
        look = {"type": "line", "color": GREY, "strokeDash": [4, 3], "aria": False}
        layer.append({"mark": look, "encoding": at("beside")})
    layer += [
        {
            "mark": {"type": "line", "color": BLUE, "strokeWidth": 1.5, "aria": False},
            "encoding": at("value"),
        },
        {
            "mark": {"type": "rule", "color": BLUE, "strokeWidth": 2, "aria": False},
            "encoding": {**at("low"), "y2": {"field": "high"}},
        },
        {
            "mark": {
                "type": "point",
                "color": BLUE,
                "filled": True,
                "size": 50,
                "opacity": 1,
            },
            "encoding": {
                **at("value"),
                "description": {"field": "says", "type": "nominal"},
            },
        },
    ]
    look = {"width": width, "height": height, "layer": layer}
    return [
        drawn(
            {
                "title": panel,
                "data": {"values": [one for one in records if one["panel"] == panel]},
                **look,
            },
            f"{panel}: {words}",
        )
        for panel in dict.fromkeys(value.panel for value in values)
    ]
