"""Lists 1, 2, 9 and 11: those on no other list."""

from collections.abc import Iterator
from datetime import timedelta

from liia.synthetic.days import birthday
from liia.synthetic.lists import cells
from liia.synthetic.lists.extract import Extract, Row


def contacts(extract: Extract) -> Iterator[Row]:
    """List 1: made in the window and gone no further."""
    for contact in extract.history.contacts:
        if extract.is_in_window(contact.on):
            yield (
                *extract.child(contact.child),
                contact.on,
                cells.SOURCE[contact.source],
            )


def early_help(extract: Extract) -> Iterator[Row]:
    """List 2: open, or completed in the window."""
    for help_ in extract.history.early_help:
        if extract.is_open_or_just_ended(help_.start, help_.completed):
            yield (
                *extract.child(help_.child),
                help_.start,
                extract.known(help_.completed),
                help_.organisation,
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
