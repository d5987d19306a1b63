"""Estimates with their intervals: the forest plot, in one panel or several."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from liia.release.report.theme import GREY, INK, Spec, colour, drawn, shape
from liia.release.report.wording import interval, ratio

Verdict = Literal["above", "below", "neither"]


@dataclass(frozen=True)
class Scale:
    """What an axis spans, and where no difference stands on it."""

    ticks: tuple[float, ...]
    is_log: bool = False
    same: float | None = None

    def spec(self) -> Spec:
        kind = {"type": "log"} if self.is_log else {"zero": False}
        return {**kind, "domain": [self.ticks[0], self.ticks[-1]], "nice": False}

    def held(self, value: float | None) -> float | None:
        """A value; what leaves the scale is drawn to its edge."""
        if value is None:
            return None
        return min(max(value, self.ticks[0]), self.ticks[-1])


RATIOS = Scale((0.25, 0.5, 1, 2, 4), is_log=True, same=1)
NARROW_RATIOS = Scale((0.5, 0.7, 1, 1.4, 2), is_log=True, same=1)
WIDE_RATIOS = Scale((0.1, 0.3, 1, 3, 10), is_log=True, same=1)
PERCENT = Scale((0, 25, 50, 75, 100))


@dataclass(frozen=True)
class Estimate:
    """A value with its interval; the numbers are None where it may not be shown."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    verdict: Verdict = "neither"
    panel: str = ""
    """The picture's part it is drawn in."""
    told: str | None = None
    """Its words, where they are not the ratio and its interval."""

    @property
    def words(self) -> str:
        if self.told is not None:
            return self.told
        if self.value is None:
            return "not shown"
        return f"{ratio(self.value)} {interval(self.low, self.high)}"

    def record(self, scale: Scale) -> dict:
        """As the picture takes it."""
        return {
            "label": self.label,
            "panel": self.panel,
            "verdict": self.verdict,
            "words": self.words,
            "says": f"{self.label}: {self.panel + ', ' if self.panel else ''}{self.words}",
            "value": scale.held(self.value),
            "low": scale.held(self.low),
            "high": scale.held(self.high),
            "is_shown": self.value is not None,
        }


class Bounded(Protocol):
    """What has a value and an interval."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def ratios_for(estimates: Sequence[Bounded]) -> Scale:
    """The narrowest scale of ratios that holds every value, and every interval if it is
    to be narrow.
    """
    shown = [e for e in estimates if e.value is not None]
    ends = [end for e in shown for end in (e.low, e.high) if end is not None]
    values = [e.value for e in shown]
    for scale, numbers in ((NARROW_RATIOS, values + ends), (RATIOS, values)):
        if all(scale.ticks[0] < one < scale.ticks[-1] for one in numbers):
            return scale
    return WIDE_RATIOS


def pictures(
    estimates: list[Estimate],
    words: str,
    scale: Scale | None = None,
    *,
    width: int = 190,
    step: int = 28,
    words_width: int = 130,
) -> list[str]:
    """A picture for each panel, on one scale, with the numbers in words at the right:
    they stand side by side where there is room, and one under another on a phone."""
    scale = scale or ratios_for(estimates)
    drawn_apart = []
    for panel in dict.fromkeys(e.panel for e in estimates):
        here = [e for e in estimates if e.panel == panel]
        labels = [e.label for e in here]
        title = {"title": panel} if panel else {}
        marks = _marks(labels, scale, width=width, step=step, has_labels=True)
        told = _words(labels, width=words_width, step=step)
        spec = {
            "data": {"values": [one.record(scale) for one in here]},
            "hconcat": [{**title, **marks}, told],
            "spacing": 12,
        }
        drawn_apart.append(drawn(spec, f"{panel}: {words}" if panel else words))
    return drawn_apart


def panels(
    estimates: list[Estimate],
    words: str,
    scale: Scale | None = None,
    *,
    labels: list[str],
    width: int = 118,
    step: int = 16,
    words_width: int = 0,
) -> str:
    """A column for each panel and a row for each label, such as boroughs by groups; with
    the numbers in words at the right of each, where there is room for them.
    """
    scale = scale or ratios_for(estimates)
    parts = []
    for number, panel in enumerate(dict.fromkeys(e.panel for e in estimates)):
        here = {"filter": {"field": "panel", "equal": panel}}
        marks = _marks(labels, scale, width=width, step=step, has_labels=number == 0)
        parts.append({"title": panel, "transform": [here], **marks})
        if words_width:
            told = _words(labels, width=words_width, step=step)
            parts.append({"transform": [here], **told})
    values = [estimate.record(scale) for estimate in estimates]
    return drawn({"data": {"values": values}, "hconcat": parts, "spacing": 14}, words)


def _marks(
    labels: list[str], scale: Scale, *, width: int, step: int, has_labels: bool
) -> Spec:
    axis = {"ticks": False, "domain": False, "grid": False, "labelPadding": 8}
    is_narrow = width < 160
    ticks = [scale.ticks[0], scale.ticks[len(scale.ticks) // 2], scale.ticks[-1]]
    across = {
        "type": "quantitative",
        "scale": scale.spec(),
        "axis": {
            "values": ticks if is_narrow else list(scale.ticks),
            "format": ".6~g",
            "tickSize": 0,
            "labelPadding": 6,
            "title": None,
        },
    }
    down = {
        "field": "label",
        "type": "nominal",
        "scale": {"domain": labels},
        "title": None,
        "axis": axis if has_labels else None,
    }
    said = {"field": "says", "type": "nominal"}
    both = {"y": down, "color": colour(), "description": said}
    same = {
        "data": {"values": [{"same": scale.same}]},
        "mark": {"type": "rule", "color": INK, "aria": False},
        "encoding": {"x": {**across, "field": "same"}},
    }
    span = {
        "mark": {"type": "rule", "strokeWidth": 2 if step < 20 else 3},
        "encoding": {"x": {**across, "field": "low"}, "x2": {"field": "high"}, **both},
    }
    point = {
        "mark": {
            "type": "point",
            "size": 36 if step < 20 else 80,
            "filled": True,
            "opacity": 1,
        },
        "encoding": {"x": {**across, "field": "value"}, "shape": shape(), **both},
    }
    layer = [span, point] if scale.same is None else [same, span, point]
    return {"layer": layer, "width": width, "height": {"step": step}}


def _words(labels: list[str], *, width: int, step: int) -> Spec:
    is_shown = {"test": "datum.is_shown", "value": INK}
    size = 13 if step > 20 else 12
    return {
        "mark": {"type": "text", "align": "left", "fontSize": size, "aria": False},
        "encoding": {
            "x": {"value": 0},
            "y": {
                "field": "label",
                "type": "nominal",
                "scale": {"domain": labels},
                "axis": None,
            },
            "text": {"field": "words", "type": "nominal"},
            "color": {"condition": is_shown, "value": GREY},
        },
        "width": width,
        "height": {"step": step},
    }
