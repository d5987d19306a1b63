"""London as 33 tiles of one size: no borough vanishes, none looks larger than it is."""

from dataclasses import dataclass

from liia.release.report.pictures.estimates import Verdict
from liia.release.report.places import places
from liia.release.report.theme import BLUE, GREY, INK, ORANGE, WASH, Spec, drawn

SIDE = 44
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
                "x": (place.column - 1) * (SIDE + 3),
                "y": (place.row - 1) * (SIDE + 3),
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
            **_at(SIDE / 2, SIDE / 2),
            "fill": fill,
            "description": {"field": "says", "type": "nominal"},
        },
    }
    code = _text("code", letters, 16, fontSize=11)
    told = _text("words", letters, 32, fontSize=13, fontWeight="bold")
    spec = {
        "data": {"values": records},
        "width": 8 * (SIDE + 3),
        "height": 7 * (SIDE + 3),
        "resolve": {"scale": {"color": "independent", "fill": "independent"}},
        "layer": [squares, code, told],
    }
    return drawn(spec, words)


def _text(field: str, letters: Spec, down: float, **look) -> Spec:
    return {
        "mark": {"type": "text", "aria": False, **look},
        "encoding": {
            **_at(SIDE / 2, down),
            "text": {"field": field, "type": "nominal"},
            "color": letters,
        },
    }


def _at(across: float, down: float) -> Spec:
    """Where a mark stands in its tile, in pixels: there is no scale on a map."""
    return {
        name: {
            "field": name,
            "type": "quantitative",
            "axis": None,
            "scale": {
                "domain": [-shift, sides * (SIDE + 3) - shift],
                "nice": False,
                "zero": False,
                "reverse": name == "y",
            },
        }
        for name, shift, sides in (("x", across, 8), ("y", down, 7))
    }
