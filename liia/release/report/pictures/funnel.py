"""The funnel: each borough's rate by its size, between limits that chance makes."""

import math
from dataclasses import dataclass
from statistics import median

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

WIDTH, HEIGHT = 400, 300
_LETTER = 7.4
"""Pixels that a letter of a name needs."""
_LINE = 15
"""Pixels that a name needs, so that two do not touch."""


@dataclass(frozen=True)
class Point:
    """A borough: the children or events its rate is of, the rate, and its limits."""

    label: str
    size: float
    rate: float
    limits: tuple[float, float, float, float]
    """The lower 99.8 % limit, the lower and upper 95 % limit, the upper 99.8 %."""
    verdict: Verdict
    says: str


def funnel(points: list[Point], middle: float, across: str, up: str, words: str) -> str:
    """Boroughs between the limits around `middle`; those outside are named."""
    is_share = up == "%"
    most = max(p.size for p in points) * 1.04
    # The limits of most boroughs are seen; those of the smallest may leave the picture.
    usual = median(p.limits[3] for p in points)
    top = max([p.rate for p in points] + [middle * 1.6, min(usual, middle * 4)]) * 1.08
    top = min(top, 103) if is_share else top
    low = bottom(points, top)
    records = [
        {
            "size": p.size,
            "rate": p.rate,
            "verdict": p.verdict,
            "says": f"{p.label}: {p.says}",
            "far_low": p.limits[0],
            "low": p.limits[1],
            "high": min(p.limits[2], top),
            "far_high": min(p.limits[3], top),
        }
        for p in sorted(points, key=lambda one: one.size)
    ]
    across_axis = {
        "type": "quantitative",
        "scale": {"domain": [0, most], "nice": False},
        "axis": {"title": across, "grid": False, "tickCount": 5, "format": ",d"},
    }
    up_axis = {
        "type": "quantitative",
        "scale": {"domain": [low, top], "nice": False},
        "axis": {"title": None, "tickCount": 5, "format": ",.6~g"},
    }
    size = {**across_axis, "field": "size"}

    def band(low: str, high: str, fill: str) -> Spec:
        return {
            "mark": {"type": "area", "color": fill, "aria": False},
            "encoding": {
                "x": size,
                "y": {**up_axis, "field": low},
                "y2": {"field": high},
            },
        }

    rate = {**up_axis, "field": "rate"}
    middle_line = {
        "data": {"values": [{"middle": middle}]},
        "mark": {"type": "rule", "color": INK, "aria": False},
        "encoding": {"y": {**up_axis, "field": "middle"}},
    }
    boroughs = {
        "mark": {"type": "point", "size": 60, "filled": True, "opacity": 1},
        "encoding": {
            "x": size,
            "y": rate,
            "color": colour(),
            "shape": shape(),
            "description": {"field": "says", "type": "nominal"},
        },
    }
    names = {
        "data": {"values": named(points, most, low, top)},
        "mark": {
            "type": "text",
            "fontSize": 12,
            "aria": False,
            "align": {"expr": "datum.align"},
        },
        "encoding": {
            "x": {**across_axis, "field": "size"},
            "y": {**up_axis, "field": "rate"},
            "text": {"field": "label", "type": "nominal"},
        },
    }
    spec = {
        "title": {"text": up, "fontWeight": "normal", "color": GREY},
        "data": {"values": records},
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            band("far_low", "far_high", WASH),
            band("low", "high", FAINT),
            middle_line,
            boroughs,
            names,
        ],
    }
    return drawn(spec, words)


def bottom(points: list[Point], top: float) -> float:
    """Where the scale begins: at 0, unless all lies so high that it would be squeezed
    under the top; a dot, unlike a bar, can be read from any beginning.
    """
    lowest = min(min(p.rate, p.limits[0]) for p in points)
    if lowest < top / 2:
        return 0
    step = 10 ** math.floor(math.log10(top - lowest))
    return (math.ceil(lowest / step) - 1) * step


def named(points: list[Point], most: float, low: float, top: float) -> list[dict]:
    """The names of boroughs outside the limits, pushed apart until none touch."""
    placed: list[tuple[float, float, float]] = []
    names = []
    outside = [p for p in points if p.verdict != "neither"]
    for point in sorted(outside, key=lambda one: -one.rate):
        x = point.size / most * WIDTH
        y = (top - point.rate) / (top - low) * HEIGHT
        width = len(point.label) * _LETTER
        is_left = x + width + 10 > WIDTH
        start = x - 9 - width if is_left else x + 9
        while any(
            abs(y - other) < _LINE and start < end and begin < start + width
            for other, begin, end in placed
        ):
            y += _LINE
        placed.append((y, start, start + width))
        names.append(
            {
                "size": (x - 9 if is_left else x + 9) / WIDTH * most,
                "rate": top - y / HEIGHT * (top - low),
                "label": point.label,
                "align": "right" if is_left else "left",
            }
        )
    return names
