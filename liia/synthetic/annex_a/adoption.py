"""Lists 10 and 11: children who are to be adopted, and those who want to adopt."""

from collections.abc import Iterator

from liia.synthetic.annex_a import cells
from liia.synthetic.annex_a.extract import Extract, Row


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


def adopters(extract: Extract) -> Iterator[Row]:
    """List 11: anything happened to their application within a year."""
    for adopter in extract.history.adopters:
        stages = tuple(map(extract.known, adopter.stages))
        left = extract.known(adopter.left)
        days = [day for day in (*stages, left) if day]
        if not days or max(days) <= extract.a_year_ago:
            continue
        *until_placed, adopted = (*stages, *(None,) * (10 - len(stages)))
        gender, ethnicity, _, _ = extract.person(adopter.person)
        yield (
            adopter.person.local_id,
            adopter.family_id,
            gender,
            ethnicity,
            cells.YES_NO_UNKNOWN[adopter.person.disability],
            cells.YES_NO[adopter.is_fostering_for_adoption],
            *until_placed,
            adopter.children_placed if until_placed[-1] else None,
            adopted,
            left,
            adopter.reason_left if left else None,
        )
