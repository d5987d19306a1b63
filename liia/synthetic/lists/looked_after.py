"""Lists 8 and 10: looked-after children, and those of them who are to be adopted."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from liia.synthetic.care import Care
from liia.synthetic.days import months_before
from liia.synthetic.journeys import Journey
from liia.synthetic.lists import cells
from liia.synthetic.lists.extract import Extract, Row


def children_looked_after(extract: Extract) -> Iterator[Row]:
    """List 8: looked after, or ceased in the window; the latest of each."""
    rng = extract.incidentals(8)
    for journey, referral in extract.referrals():
        care = referral.care
        if care and extract.is_open_or_just_ended(care.started, care.ended):
            yield _looked_after(extract, rng, journey, care)


def _looked_after(extract: Extract, rng: Random, journey: Journey, care: Care) -> Row:
    child = journey.child
    last_day = min(extract.on, care.ended - timedelta(days=1))
    earlier = [r.care for r in journey.referrals if r.care and r.care is not care]
    year_before_entry = months_before(care.started, 12)
    is_second = any(year_before_entry < e.ended <= care.started for e in earlier)
    legal_since, legal_status = [s for s in care.legal_statuses if s[0] <= last_day][-1]
    placements = [p for p in care.placements if p.start <= last_day]
    placement = placements[-1]
    ends = [*(p.start for p in placements[1:]), care.ended]
    in_a_year = sum(1 for end in ends if end > extract.a_year_ago)
    ended = extract.known(care.ended)
    missing = rng.choice((0,) * 12 + (1, 2))
    is_offered = rng.random() < 0.85
    return (
        *extract.child(child),
        cells.YES_NO[care.is_unaccompanied and care.started > extract.a_year_ago],
        cells.YES_NO_UNKNOWN[child.disability],
        care.started,
        cells.NEED[care.need],
        cells.YES_NO[is_second],
        legal_since,
        cells.LEGAL_STATUS[legal_status],
        extract.latest(care.reviews),
        extract.lately(rng, care.started, care.ended, 42),
        cells.PERMANENCE_PLAN[care.permanence_plan],
        extract.lately(rng, care.started, care.ended, 180),
        extract.lately(rng, care.started, care.ended, 180),
        extract.lately(rng, care.started, care.ended, 180),
        in_a_year,
        ended,
        cells.REASON_CEASED[care.reason_ended] if ended else None,
        placement.start,
        cells.PLACEMENT_TYPE[placement.type],
        cells.PROVIDER[placement.provider],
        placement.postcode,
        placement.urn,
        cells.PLACEMENT_LOCATION[placement.is_inside_borough],
        placement.local_authority,
        missing,
        rng.choice((0,) * 14 + (1,)),
        cells.YES_NO[is_offered] if missing else None,
        cells.YES_NO[is_offered and rng.random() < 0.6] if missing else None,
        child.team,
        child.worker,
    )


def adoptions(extract: Extract) -> Iterator[Row]:
    """List 10: decided, adopted or decided against within a year."""
    for journey, referral in extract.referrals():
        adoption = referral.care.adoption if referral.care else None
        if adoption is None:
            continue
        adopted = extract.known(adoption.adopted)
        against = extract.known(adoption.decided_against)
        turning_points = (extract.known(adoption.decided), adopted, against)
        if not any(day and day > extract.a_year_ago for day in turning_points):
            continue
        child, care = journey.child, referral.care
        matched = extract.known(adoption.matched)
        yield (
            child.local_id,
            adoption.family_id if matched else None,
            *extract.person(child),
            cells.YES_NO_UNKNOWN[child.disability],
            care.started,
            adoption.decided,
            extract.known(adoption.placement_order),
            matched,
            extract.known(adoption.placed),
            adopted,
            against,
            cells.NO_LONGER_ADOPTION if against else None,
            care.started if adoption.is_fostering_to_adopt else None,
        )
