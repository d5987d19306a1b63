"""The look of a notebook's pictures: that of the report, whose colours it hands on."""

from typing import TYPE_CHECKING, TypeVar

from liia.release.report.theme import BLUE, COLOURS, CONFIG, FAINT, GREY, INK, ORANGE

if TYPE_CHECKING:
    import altair as alt

__all__ = ["BLUE", "COLOURS", "FAINT", "GREY", "INK", "ORANGE", "styled"]
Chart = TypeVar("Chart", bound="alt.TopLevelMixin")


def styled(chart: Chart) -> Chart:
    """The chart with the report's fonts, grid and no frame."""
    # Altair knows no background of None, which is how the report says the same.
    return chart.configure(**CONFIG | {"background": "transparent"})
