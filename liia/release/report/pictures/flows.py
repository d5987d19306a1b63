"""From which borough to which: a matrix whose dots have areas as large as the numbers."""

from dataclasses import dataclass

from liia.release.report.theme import BLUE, FAINT, GREY, drawn


@dataclass(frozen=True)
class Flow:
    """Children of one borough who live in another place."""

    origin: str
    destination: str
    children: float
    says: str


def matrix(flows: list[Flow], origins: list[str], destinations: list[str], words: str):
    """A row for each borough of origin, a column for each destination."""
    records = [
        {
            "origin": flow.origin,
            "destination": flow.destination,
            "children": flow.children,
            "is_own": flow.origin == flow.destination,
            "says": f"{flow.origin}: {flow.says}",
        }
        for flow in flows
    ]
    axis = {"title": None, "ticks": False, "domain": False, "labelFontSize": 12}
    spec = {
        "data": {"values": records},
        "width": {"step": 18},
        "height": {"step": 18},
        "mark": {"type": "circle", "opacity": 1},
        "encoding": {
            "x": {
                "field": "destination",
                "type": "nominal",
                "scale": {"domain": destinations},
                "axis": {
                    **axis,
                    "orient": "top",
                    "labelAngle": -60,
                    "grid": True,
                    "gridColor": FAINT,
                },
            },
            "y": {
                "field": "origin",
                "type": "nominal",
                "scale": {"domain": origins},
                "axis": {**axis, "grid": True, "gridColor": FAINT},
            },
            "size": {
                "field": "children",
                "type": "quantitative",
                "scale": {"range": [12, 300]},
                "legend": None,
            },
            "color": {
                "field": "is_own",
                "type": "nominal",
                "scale": {"domain": [True, False], "range": [GREY, BLUE]},
                "legend": None,
            },
            "description": {"field": "says", "type": "nominal"},
        },
    }
    return drawn(spec, words)
