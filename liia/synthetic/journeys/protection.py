"""Section 47 enquiries and the child protection plans they lead to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from liia.synthetic.days import working_days_after
from liia.synthetic.draws import days_after, delay_days, one_of, reviews
from liia.synthetic.people.children import Person
from liia.synthetic.planted.practice import LATE_SHARES, Limit, Practice
from liia.synthetic.rates import (
    CONFERENCE_WITHOUT_PLAN_SHARE,
    EARLIER_PLAN_SHARE,
)

CATEGORIES = {"NEG": 44, "EMO": 38, "PHY": 9, "SAB": 4, "MUL": 5}
"""DfE category of abuse to its weight."""


LATE_PLAN_SHARE = 0.025
"""Of plans: they start after the conference, not on its day."""

ANOTHER_ENQUIRY_SHARE = 0.05
"""Of first enquiries: followed by a second before the episode closes."""

SENT_BY_COURT_SHARE = 0.2
"""Of plans without an enquiry: without a conference too."""

UNRECORDED_CONFERENCE_SHARE = 0.01
"""Of plans that follow an enquiry."""

LONG_PLAN_SHARE = 0.071
"""Of plans: they last two years or more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A child protection plan, `[start, end)`."""

    start: date
    end: date
    first_category: str
    latest_category: str
    reviews: tuple[date, ...]
    plans_before: int
    """Plans that ended before our records begin."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A Section 47 enquiry."""

    start: date
    decided: date
    """When it is known whether there will be a conference."""
    conference: date | None
    plan: Plan | None
    """Mostly starts on the day of the conference; at times none is recorded."""
    is_on_plan: bool = False
    """Of a child who is on a plan already: it leads to no other."""


@dataclass(frozen=True, slots=True)
class DirectEntry:
    """A plan without an enquiry: a child who was on one elsewhere and has moved in, or
    whom a court sent."""

    conference: date | None
    """Of the transfer; a court needs none."""
    plan: Plan


def draw_enquiries(
    rng: Random, child: Person, on: date, plan_risk: float, practice: Practice
) -> Iterator[Enquiry]:
    """The enquiries after a referral on `on`, each a plan's beginning at `plan_risk`:
    one, and sometimes another while the episode is open."""
    # However long it takes: nobody is protected as a child from the eighteenth birthday.
    latest = child.turns_18 - timedelta(days=60)
    begun = min(on + timedelta(days=delay_days(rng)), latest)
    first = _draw_enquiry(rng, child, begun, plan_risk, practice)
    yield first
    if rng.random() >= ANOTHER_ENQUIRY_SHARE:
        return
    if plan := first.plan:
        again = days_after(rng, plan.start, 10, 200)
        if again < plan.end:
            decided = working_days_after(again, rng.randint(3, 8))
            yield Enquiry(again, decided, None, None, is_on_plan=True)
        return
    again = days_after(rng, first.conference or first.decided, 20, 240)
    if again < latest:
        yield _draw_enquiry(rng, child, again, plan_risk, practice)


def draw_direct_entry(rng: Random, child: Person, on: date) -> DirectEntry | None:
    """A plan soon after a referral on `on`; None so near to the eighteenth birthday that
    there would be none."""
    start = working_days_after(on, rng.randint(3, 20))
    if start >= child.turns_18 - timedelta(days=60):
        return None
    is_sent_by_court = rng.random() < SENT_BY_COURT_SHARE
    plan = _draw_plan(rng, child, start)
    return DirectEntry(None if is_sent_by_court else start, plan)


def ended_by_care(plan: Plan, on: date) -> Plan:
    """The plan that ended on `on` instead of running its course."""
    return replace(plan, end=on, reviews=tuple(day for day in plan.reviews if day < on))


def _draw_enquiry(
    rng: Random, child: Person, start: date, plan_risk: float, practice: Practice
) -> Enquiry:
    decided = working_days_after(start, rng.randint(3, 8))
    leads_to_plan = rng.random() < plan_risk
    if not leads_to_plan and rng.random() >= CONFERENCE_WITHOUT_PLAN_SHARE:
        return Enquiry(start, decided, None, None)
    # The statute allows 15 working days.
    due = working_days_after(start, 15)
    lateness = practice.lateness(rng, Limit.CONFERENCE, due)
    is_late = lateness >= 1 - LATE_SHARES[Limit.CONFERENCE]
    days = rng.randint(9, 15)
    if is_late:
        days = min(16 + int(rng.expovariate(1 / 9)), 70)
    conference = min(
        working_days_after(start, days), child.turns_18 - timedelta(days=20)
    )
    if not leads_to_plan:
        return Enquiry(start, decided, conference, None)
    # Mostly from the same day; at times later than any window would look.
    begun = conference
    if rng.random() < LATE_PLAN_SHARE:
        begun = days_after(rng, conference, 1, 90)
    plan = _draw_plan(rng, child, min(begun, child.turns_18 - timedelta(days=10)))
    is_recorded = rng.random() >= UNRECORDED_CONFERENCE_SHARE
    return Enquiry(start, decided, conference if is_recorded else None, plan)


def _draw_plan(rng: Random, child: Person, start: date) -> Plan:
    days = rng.triangular(60, 740, 160)
    if rng.random() < LONG_PLAN_SHARE:
        days = 731 + rng.expovariate(1 / 220)
    end = start + timedelta(days=int(days))
    end = min(end, child.turns_18)
    first, other = one_of(rng, CATEGORIES), one_of(rng, CATEGORIES)
    latest = other if rng.random() < 0.15 else first
    before = rng.choice((1, 1, 1, 2)) if rng.random() < EARLIER_PLAN_SHARE else 0
    return Plan(start, end, first, latest, reviews(rng, start, end, (91, 183)), before)
