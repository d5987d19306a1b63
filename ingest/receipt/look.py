"""The look of a receipt: that of the house, and what a receipt alone has."""

from importlib import resources


def style() -> str:
    """The style sheet as text, to stand in the page itself."""
    return house_style() + _text("receipt.css")


def house_style() -> str:
    """What every page of the house has in common, the report for Directors too."""
    return _text("house.css")


def _text(name: str) -> str:
    return resources.files("ingest.receipt").joinpath(name).read_text(encoding="utf-8")
