"""Periods of care cut into the episodes of SSDA903: one legal status, one placement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from liia.synthetic.care.periods import Care
from liia.synthetic.care.placements import Placement

REASONS_FOR_CHANGE = {
    "CARPL": 224,
    "CREQB": 61,
    "CREQO": 34,
    "CHILD": 23,
    "STAND": 9,
    "LAREQ": 5,
    "CLOSE": 4,
    "ALLEG": 3,
    "CUSTOD": 2,
    "APPRR": 1,
    "OTHER": 150,
}
"""Why a child moves to its weight: tens of moves in London, year ending March 2025."""
EACH_REASON = [code for code, times in REASONS_FOR_CHANGE.items() for _ in range(times)]


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode, `[start, end)`, of a period of care."""

    start: date
    end: date
    reason_new: str
    """RNE: S for the first; L, P, T, B or U for what has changed since the last."""
    legal_status: str
    placement: Placement
    reason_ceased: str
    """REC: X1 where the next episode follows on the same day."""
    reason_placement_changed: str
    """Empty unless the placement ended with the episode, and care did not."""


def episodes_of(care: Care) -> Iterator[Episode]:
    """The episodes of one period of care, in order, each beginning as the last ends."""
    changes = {day for day, _ in care.legal_statuses}
    changes |= {placement.start for placement in care.placements}
    starts = sorted(day for day in changes if care.started <= day < care.ended)
    before: tuple[str, Placement] | None = None
    for start, end in zip(starts, [*starts[1:], care.ended], strict=True):
        now = _status_on(care, start), _placement_on(care, start)
        is_last = end == care.ended
        changed = ""
        if not is_last and _placement_on(care, end) != now[1]:
            changed = _reason_changed(now[1], _placement_on(care, end), end)
        ceased = care.reason_ended if is_last else "X1"
        yield Episode(start, end, _reason_new(before, now), *now, ceased, changed)
        before = now


def _status_on(care: Care, day: date) -> str:
    return [status for since, status in care.legal_statuses if since <= day][-1]


def _placement_on(care: Care, day: date) -> Placement:
    return [placement for placement in care.placements if placement.start <= day][-1]


def _reason_changed(before: Placement, now: Placement, on: date) -> str:
    if now.is_same_carer:
        return "PLACE"
    # Neither going on holiday nor coming back asks for a reason.
    if now.is_temporary or now.is_back:
        return ""
    number = before.start.toordinal() * 7 + on.toordinal()
    return EACH_REASON[number % len(EACH_REASON)]


def _reason_new(
    before: tuple[str, Placement] | None, now: tuple[str, Placement]
) -> str:
    if before is None:
        return "S"
    is_other_status, is_moved = before[0] != now[0], before[1] != now[1]
    if not is_moved:
        return "L"
    if now[1].is_same_carer:
        return "U" if is_other_status else "T"
    return "B" if is_other_status else "P"
