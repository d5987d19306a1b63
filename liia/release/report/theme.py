"""One look: the Analysis Function's colours, no red and no green, calm lines."""

import altair as alt

INK = "#0b0c0c"
GREY = "#6f777b"
FAINT = "#d6d9db"
BLUE = "#12436D"
ORANGE = "#C4501B"
"""The palette's orange, darkened until it can be read on white."""
FONT = "Arial, Helvetica, sans-serif"

COLOURS = {"above": ORANGE, "below": BLUE, "neither": GREY}
"""Above, below, or not told apart from the comparison: never better or worse."""


def styled(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """The chart with the house's fonts, grid and no frame."""
    return (
        chart.configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            aria=False,  # its labels are text already; the marks say themselves
            domainColor=FAINT,
            gridColor="#eceeef",
            labelColor=INK,
            labelFontSize=13,
            labelLimit=260,
            tickColor=FAINT,
            title=None,
            titleColor=GREY,
            titleFontSize=13,
            titleFontWeight="normal",
        )
        .configure_header(
            labelColor=INK,
            labelFontSize=14,
            labelFontWeight="bold",
            labelAnchor="start",
            title=None,
        )
        .configure_legend(labelFontSize=13, title=None, symbolStrokeWidth=2)
    )


def drawn(chart: alt.TopLevelMixin, words: str) -> str:
    """The chart as SVG, with `words` as its text alternative."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(styled(chart).to_dict())
    label = words.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    # Wide pictures shrink with the page; a reader's program says the words.
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
