"""One look: the Analysis Function's colours, no red and no green, calm lines.

Pictures are Vega-Lite, written as the plain objects that it is documented as: building
them through Altair took longer than drawing them.
"""

import html
import re
from typing import Any

Spec = dict[str, Any]

INK = "#0b0c0c"
GREY = "#6f777b"
FAINT = "#d6d9db"
WASH = "#eef1f3"
BLUE = "#12436D"
ORANGE = "#C4501B"
"""The palette's orange, darkened until it can be read on white."""
FONT = "Arial, Helvetica, sans-serif"

COLOURS = {"above": ORANGE, "below": BLUE, "neither": GREY}
"""Above, below, or not told apart from the comparison: never better or worse."""
SHAPES = {"above": "triangle-up", "below": "triangle-down", "neither": "circle"}
"""The verdict is told by shape as well as by colour."""

CONFIG = {
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "aria": False,  # its labels are text already; the marks say themselves
        "domainColor": FAINT,
        "gridColor": "#eceeef",
        "labelColor": INK,
        "labelFlush": False,  # the first and the last number stand under their line too
        "labelFontSize": 13,
        "labelLimit": 330,
        "tickColor": FAINT,
        "titleColor": "#505a5f",
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    },
    "title": {"fontSize": 13, "color": INK, "anchor": "start", "frame": "group"},
    "text": {"fontSize": 13, "color": INK},
}


def colour() -> Spec:
    """The encoding of a verdict as a colour."""
    scale = {"domain": list(COLOURS), "range": list(COLOURS.values())}
    return {"field": "verdict", "type": "nominal", "scale": scale, "legend": None}


def shape() -> Spec:
    """The encoding of a verdict as a shape."""
    scale = {"domain": list(SHAPES), "range": list(SHAPES.values())}
    return {"field": "verdict", "type": "nominal", "scale": scale, "legend": None}


def drawn(spec: Spec, words: str) -> str:
    """The picture as SVG, with `words` as its text alternative.

    A mark that has words (`Camden: 1.20`) shows them under the pointer, and says whose it
    is before the colon, by which a page finds the marks of a borough.
    """
    import vl_convert

    svg = vl_convert.vegalite_to_svg({"config": CONFIG, **spec})
    svg = re.sub(r'(?<= )(?:d|transform|x2?|y2?)="[^"]*"', _shortened, svg)
    svg = re.sub(r' (?:role|aria-roledescription|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r' (?:opacity="1"|class="background"|aria-hidden="true")', "", svg)
    svg = re.sub(
        r'<(\w+) aria-label="(([^":]*)[^"]*)"([^>]*?)(?:/>|></\1>)', _titled, svg
    )
    width, height = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()
    told = (
        f'<svg role="img" aria-label="{html.escape(words)}" '
        f'viewBox="0 0 {width} {height}" style="width:{width}px">'
    )
    return re.sub(r"<svg [^>]*>", lambda _: told, svg, count=1)


def _titled(mark: re.Match) -> str:
    element, words, owner, look = mark.groups()
    told = f"<title>{words}</title>"
    return f'<{element} data-of="{owner}"{look}>{told}</{element}>'


def _shortened(attribute: re.Match) -> str:
    """Tenths of a pixel are enough."""
    return re.sub(r"\.(\d)\d+", r".\1", attribute[0])
