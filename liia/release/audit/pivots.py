"""Counts that follow from others: one of each equality is written as the others' sum.

Referrals are those with a further step and those without: when one moves, another must.
So that counts can be moved one at a time, the largest of each equality is left to follow;
what is at most another count becomes an equality with what it lacks.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from liia.release.audit.knowledge import Knowledge


@dataclass
class _Shape:
    """How counts follow from others: the same for every reader of a publication."""

    order: np.ndarray
    """Rows that order two sides; each has what the lesser lacks."""
    moves: np.ndarray
    follows: np.ndarray
    """Where the counts stand that move, and those that follow; what is lacking stands
    behind the end of the counts."""
    matrix: sparse.csr_matrix
    offset: np.ndarray
    """All are `matrix` times those that move, and the offset."""
    others: np.ndarray
    """Rows that say more than how counts follow."""
    rows: sparse.csr_matrix
    """These rows, and a row for each that follows, of the counts that move."""


@dataclass
class Pivoted:
    """Knowledge of the counts that move, and how all follow from them."""

    known: Knowledge
    core: Knowledge
    """What is known of the counts that move; what is lacking is among them."""
    follow: sparse.csr_matrix
    offset: np.ndarray
    """Counts of `known` are `follow` times those that move, and the offset."""


def pivoted(known: Knowledge) -> Pivoted:
    """Write one count of each equality, and of each order, as the others' sum."""
    shape = known.shared.get("pivots")
    if shape is None:
        shape = known.shared["pivots"] = _shape(known)
    width = len(known.low)
    low = np.concatenate([known.low, np.zeros(len(shape.order))])
    high = np.concatenate([known.high, _lacking(known, shape.order)])
    published = known.published
    if published is not None:
        # What a Director's own counts lack is as sure as they are.
        held = np.clip(published, known.low, known.high)
        lacking = known.row_high[shape.order] - known.rows[shape.order] @ held
        published = np.concatenate([published, lacking])[shape.moves]
    follow, offset = shape.matrix[:width], shape.offset[:width]
    shift = known.rows[shape.others] @ offset
    is_wide = np.zeros(len(known.row_low), dtype=bool)
    if known.is_wide is not None:
        is_wide = known.is_wide
    core = Knowledge(
        low[shape.moves],
        high[shape.moves],
        shape.rows,
        np.concatenate(
            [known.row_low[shape.others] - shift, (low - shape.offset)[shape.follows]]
        ),
        np.concatenate(
            [known.row_high[shape.others] - shift, (high - shape.offset)[shape.follows]]
        ),
        published,
        np.concatenate([is_wide[shape.others], np.ones(len(shape.follows), bool)]),
        _places(known, shape),
        matters=shape.moves < width,
    )
    return Pivoted(known, core, follow, offset)


def _shape(known: Knowledge) -> _Shape:
    width = len(known.low)
    equal = np.flatnonzero(known.row_low == known.row_high)
    order = np.flatnonzero(np.isneginf(known.row_low) & np.isfinite(known.row_high))
    if known.published is None:
        equal = order = order[:0]
        start = np.zeros(width)
    else:
        lacking = known.row_high[order] - known.rows[order] @ known.published
        start = np.concatenate([known.published, lacking])
    size = len(start)
    moves, used = np.ones(size, dtype=bool), []
    # Nothing follows but in a relation, which few publications have many of.
    follow = np.eye(size) if len(equal) + len(order) else None
    offset = np.zeros(size)
    for place, row in enumerate((*equal, *order)):
        equation = np.zeros(size)
        equation[:width] = known.rows[[row]].toarray()[0]
        if place >= len(equal):
            equation[width + place - len(equal)] = 1.0
        rest, total = equation @ follow, known.row_high[row] - equation @ offset
        may_follow = moves & (np.abs(rest) == 1)
        if not may_follow.any():
            continue
        pivot = int(np.where(may_follow, start, -np.inf).argmax())
        weight, rest[pivot] = rest[pivot], 0.0
        column = follow[:, pivot].copy()
        follow[:, pivot] = 0.0
        follow -= np.outer(column, rest / weight)
        offset += column * total / weight
        moves[pivot] = False
        used.append(row)
    kept, follows = np.flatnonzero(moves), np.flatnonzero(~moves)
    matrix = sparse.eye_array(size, format="csr")
    if follow is not None:
        matrix = sparse.csr_matrix(follow[:, kept])
    others = np.setdiff1d(np.arange(len(known.row_low)), used)
    rows = known.rows[others] @ matrix[:width]
    rows = sparse.vstack([rows, matrix[follows]], format="csr")
    return _Shape(order, kept, follows, matrix, offset, others, rows)


def _lacking(known: Knowledge, order: np.ndarray) -> np.ndarray:
    """The most that each lesser count can lack of the greater."""
    rows = known.rows[order]
    least = rows.maximum(0) @ known.low + rows.minimum(0) @ known.high
    return known.row_high[order] - least


def _places(known: Knowledge, shape: _Shape) -> np.ndarray | None:
    """Of what moves; what is lacking is of a category of its own."""
    if known.places is None:
        return None
    lacking = np.zeros((3, len(shape.order)), dtype=known.places.dtype)
    lacking[0] = known.places[0].max(initial=0) + 1
    return np.concatenate([known.places, lacking], axis=1)[:, shape.moves]
