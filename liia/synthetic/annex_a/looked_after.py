"""Lists 8 and 9: looked-after children, and young people who have left care."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from liia.synthetic.annex_a import cells
from liia.synthetic.annex_a.extract import Extract, Row
from liia.synthetic.care.periods import Care
from liia.synthetic.days import birthday, months_before
from liia.synthetic.journeys.journey import Journey


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
    placement = [
        p for p in care.placements if p.start <= last_day and not p.is_temporary
    ][-1]
    homes = [home for home in care.moves() if home[0] <= last_day]
    in_a_year = sum(1 for _, end, _ in homes if end > extract.a_year_ago)
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
        homes[-1][0],
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


def care_leavers(extract: Extract) -> Iterator[Row]:
    """List 9: aged 16 to 24 on the day."""
    rng = extract.incidentals(9)
    for leaver in extract.history.care_leavers:
        person = leaver.person
        if not birthday(person.born, 16) <= extract.on < birthday(person.born, 25):
            continue
        is_adult = person.turns_18 <= extract.on
        yield (
            *extract.child(person),
            cells.YES_NO[leaver.is_unaccompanied],
            cells.YES_NO_UNKNOWN[person.disability],
            person.team,
            person.worker,
            leaver.advisor,
            cells.ELIGIBILITY["former" if is_adult else "relevant"],
            extract.on - timedelta(days=rng.randint(0, 200)),
            cells.IN_TOUCH[leaver.in_touch],
            extract.on - timedelta(days=rng.randint(0, 90)),
            cells.ACCOMMODATION[leaver.accommodation],
            cells.SUITABILITY[leaver.is_suitable],
            cells.ACTIVITY[leaver.activity],
        )
