"""The spine: one borough's measures, each between the limits around London's figure."""

from dataclasses import dataclass

from liia.release.report.pictures.estimates import Verdict
from liia.release.report.theme import (
    FAINT,
    GREY,
    INK,
    WASH,
    Spec,
    colour,
    drawn,
    shape,
)


@dataclass(frozen=True)
class Vertebra:
    """A measure: value and interval as shares of the way to the upper or lower 95 % limit."""

    label: str
    value: float
    low: float
    high: float
    far: float
    """Where the 99.8 % limit lies on that scale."""
    verdict: Verdict
    words: str
    london: str


_EDGE = 2.4


def spine(measures: list[Vertebra], words: str) -> str:
    """A row for each measure; London in the middle, its limits as bands around it."""
    records = [
        {
            "label": m.label,
            "value": max(-_EDGE, min(_EDGE, m.value)),
            "low": max(-_EDGE, min(_EDGE, m.low)),
            "high": max(-_EDGE, min(_EDGE, m.high)),
            "far": min(m.far, _EDGE),
            "minus_far": -min(m.far, _EDGE),
            "one": 1,
            "minus_one": -1,
            "zero": 0,
            "verdict": m.verdict,
            "words": m.words,
            "london": m.london,
            "says": f"{m.label}: {m.words}; London {m.london}",
        }
        for m in measures
    ]
    labels = [m.label for m in measures]
    down: Spec = {
        "field": "label",
        "type": "nominal",
        "scale": {"domain": labels},
        "title": None,
        "axis": {
            "ticks": False,
            "domain": False,
            "grid": False,
            "labelPadding": 8,
            "labelLimit": 330,
        },
    }
    across: Spec = {
        "type": "quantitative",
        "scale": {"domain": [-_EDGE, _EDGE], "nice": False},
        "axis": None,
    }

    def bar(start: str, end: str, fill: str) -> Spec:
        return {
            "mark": {"type": "bar", "color": fill, "size": 18, "aria": False},
            "encoding": {
                "x": {**across, "field": start},
                "x2": {"field": end},
                "y": down,
            },
        }

    said = {"field": "says", "type": "nominal"}
    marks = {
        "width": 300,
        "height": {"step": 27},
        "layer": [
            bar("minus_far", "far", WASH),
            bar("minus_one", "one", FAINT),
            {
                "mark": {"type": "tick", "color": INK, "size": 20, "aria": False},
                "encoding": {"x": {**across, "field": "zero"}, "y": down},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2, "aria": False},
                "encoding": {
                    "x": {**across, "field": "low"},
                    "x2": {"field": "high"},
                    "y": down,
                    "color": colour(),
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
                "encoding": {
                    "x": {**across, "field": "value"},
                    "y": down,
                    "color": colour(),
                    "shape": shape(),
                    "description": said,
                },
            },
        ],
    }
    spec = {
        "data": {"values": records},
        "spacing": 10,
        "hconcat": [
            marks,
            _words(labels, "words", "Here", INK),
            _words(labels, "london", "London", GREY),
        ],
    }
    return drawn(spec, words)


def _words(labels: list[str], field: str, title: str, fill: str) -> Spec:
    return {
        "title": {"text": title, "color": GREY, "fontWeight": "normal"},
        "width": 110,
        "height": {"step": 27},
        "mark": {"type": "text", "align": "left", "aria": False, "color": fill},
        "encoding": {
            "x": {"value": 0},
            "y": {
                "field": "label",
                "type": "nominal",
                "scale": {"domain": labels},
                "axis": None,
            },
            "text": {"field": field, "type": "nominal"},
        },
    }
