"""The files of SSDA903 of which the privacy notice names nothing.

They are here because boroughs hold them, and their own side has to leave them behind.
"""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from liia.synthetic.days import birthday, months_before
from liia.synthetic.draws import one_of
from liia.synthetic.ssda903.year import Return, Row

APPRENTICES_SINCE = 2022
"""F4 and F5 took the place of F3."""


def health(this: Return, rng: Random) -> Iterator[Row]:
    """Looked after on the last day for twelve months or more."""
    a_year_ago = months_before(this.year_end, 12)
    for child, periods in this.in_care():
        if not any(
            c.started <= a_year_ago and c.ended > this.year_end for c in periods
        ):
            continue
        age_years = (this.year_end - child.born).days // 365
        is_asked = 4 <= age_years <= 16
        yield (
            child.local_id,
            child.born,
            rng.randint(0, 30) if is_asked else None,
            None if is_asked else "SDQ1",
            int(age_years >= 10 and rng.random() < 0.03),
            1 if age_years < 5 else None,
            int(rng.random() < 0.85),
            int(rng.random() < 0.8),
            int(rng.random() < 0.9),
            int(age_years >= 12 and rng.random() < 0.04),
            None,
            None,
        )


def care_leavers(this: Return, rng: Random) -> Iterator[Row]:
    """Those who turned 17 to 21 in the year and have left care."""
    for leaver in this.history.care_leavers:
        turns = [birthday(leaver.person.born, age) for age in range(17, 22)]
        if any(this.year_start <= day <= this.year_end for day in turns):
            activity = leaver.activity
            if activity in ("F4", "F5") and this.year_end.year < APPRENTICES_SINCE:
                activity = "F3"
            place = leaver.accommodation + ("1" if leaver.is_suitable else "2")
            person = leaver.person
            yield person.local_id, person.born, leaver.in_touch, activity, place


def adopters(this: Return, rng: Random) -> Iterator[Row]:
    """Children adopted in the year."""
    for child, periods in this.in_care():
        for adoption in (care.adoption for care in periods if care.adoption):
            adopted = this.known(adoption.adopted)
            if adopted and adopted >= this.year_start:
                is_fostered = int(adoption.is_fostering_to_adopt)
                couple = one_of(rng, {"MF": 75, "MM": 10, "FF": 8, "F1": 6, "M1": 1})
                number, bond = (1, "L0") if couple in ("F1", "M1") else (2, "L11")
                days = (adoption.decided, adoption.matched)
                yield (
                    child.local_id,
                    child.born,
                    *days,
                    is_fostered,
                    number,
                    couple,
                    bond,
                )


def earlier_permanence(this: Return, rng: Random) -> Iterator[Row]:
    """Children who started in the year: had they had a permanent home before?"""
    for child, periods in this.in_care():
        if any(care.started >= this.year_start for care in periods):
            code = one_of(rng, {"Z1": 94, "P2": 3, "P3": 2, "P1": 1})
            day = None if code == "Z1" else child.born + timedelta(days=200)
            if day and day >= periods[0].started:
                code, day = "Z1", None
            yield child.local_id, child.born, code, None, day


def missing_incidents(this: Return, rng: Random) -> Iterator[Row]:
    """One teenager in six, once a year."""
    for child, periods in this.in_care():
        care = periods[-1]
        since = max(care.started, this.year_start, birthday(child.born, 12))
        days = (min(care.ended, this.year_end) - since).days
        if days < 10 or rng.random() > 1 / 6:
            continue
        gone = since + timedelta(days=rng.randint(0, days - 8))
        back = gone + timedelta(days=rng.randint(1, 6))
        kind = one_of(rng, {"M": 80, "A": 20})
        yield child.local_id, child.born, kind, gone, back
