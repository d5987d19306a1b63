"""London as 33 tiles of one size: no borough vanishes, none looks larger than it is."""

from dataclasses import dataclass

from liia.release.report.pictures.estimates import Verdict
from liia.release.report.places import places
from liia.release.report.theme import BLUE, GREY, INK, ORANGE, WASH, Spec, drawn

SIDE = 37
_FILLS = {
    "above": ORANGE,
    "a little above": "#f3c9b5",
    "neither": WASH,
    "a little below": "#b9cbdd",
    "below": BLUE,
    "not shown": "#ffffff",
}
_LETTERS = {"above": "#ffffff", "below": "#ffffff", "not shown": GREY}


@dataclass(frozen=True)
class Tile:
    """What a borough's tile shows: short words, a verdict, and all of it in a sentence."""

    words: str
    verdict: Verdict | str
    says: str


def tile_map(tiles: dict[str, Tile], words: str) -> str:
    """A tile for each borough by name; one that is not told is empty."""
    records = []
    for name, place in places().items():
        tile = tiles.get(name, Tile("", "not shown", "not in the figures"))
        records.append(
            {
                "column": place.column,
                "row": place.row,
                "code": place.code,
                "words": tile.words,
                "verdict": tile.verdict,
                "says": f"{name}: {tile.says}",
            }
        )
    fill = {
        "field": "verdict",
        "type": "nominal",
        "scale": {"domain": list(_FILLS), "range": list(_FILLS.values())},
        "legend": None,
    }
    letters = {
        "field": "verdict",
        "type": "nominal",
        "scale": {
            "domain": list(_FILLS),
            "range": [_LETTERS.get(verdict, INK) for verdict in _FILLS],
        },
        "legend": None,
    }
    squares = {
        "mark": {
            "type": "rect",
            "width": SIDE,
            "height": SIDE,
            "cornerRadius": 3,
            "stroke": "#aeb6ba",
            "strokeWidth": 1,
        },
        "encoding": {
            **_place(),
            "fill": fill,
            "description": {"field": "says", "type": "nominal"},
        },
    }
    code = _text("code", letters, -8, fontSize=10)
    told = _text("words", letters, 6, fontSize=12, fontWeight="bold")
    spec = {
        "data": {"values": records},
        "width": 8 * (SIDE + 3),
        "height": 7 * (SIDE + 3),
        "layer": [squares, code, told],
    }
    return drawn(spec, words)


def _text(field: str, letters: Spec, down: float, **look) -> Spec:
    return {
        "mark": {"type": "text", "aria": False, "dy": down, **look},
        "encoding": {
            **_place(),
            "text": {"field": field, "type": "nominal"},
            "color": letters,
        },
    }


def _place() -> Spec:
    return {
        channel: {
            "field": name,
            "type": "quantitative",
            "axis": None,
            "scale": {
                "domain": [0.5, last + 0.5],
                "nice": False,
                "zero": False,
                "reverse": name == "row",
            },
        }
        for channel, name, last in (("x", "column", 8), ("y", "row", 7))
    }
