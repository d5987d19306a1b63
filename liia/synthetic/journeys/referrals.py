"""A referral and all that comes of it, until its episode of need closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.care.periods import Care, draw_care
from liia.synthetic.days import DAYS_IN_YEAR, birthday, working_days_after
from liia.synthetic.draws import days_after, delay_days, one_of
from liia.synthetic.journeys.protection import Enquiry, Plan, draw_enquiry
from liia.synthetic.people.children import Person
from liia.synthetic.planted.ratios import Step
from liia.synthetic.rates import (
    ASSESSED_SHARE,
    ENTRY_AFTER_PLAN,
    ENTRY_AFTER_S47,
    ENTRY_BY_AGE,
    ENTRY_IN_NEED,
    IN_NEED_AFTER_S47_SHARE,
    IN_NEED_SHARE,
    NEEDS,
    SOURCES,
    entry_trend,
)

OLDEST_AT_ENTRY_YEARS = 17
"""No care order can be made from the seventeenth birthday on: older entrants would
blur the odds that are planted for it."""


SUPPORT_DAYS = 265
"""Mean days for which a child in need is helped after the assessment."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A continuous assessment."""

    start: date
    authorised: date
    is_child_seen: bool
    needs_support: bool


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral and the episode of need that it opens, `[on, closed)`."""

    on: date
    source: str
    is_nfa: bool
    need: str
    assessment: Assessment | None
    enquiry: Enquiry | None
    care: Care | None
    closed: date
    """The day of the referral itself when there is no further action."""
    closure_reason: str

    @property
    def plan(self) -> Plan | None:
        return self.enquiry.plan if self.enquiry else None

    @property
    def is_assessed_not_in_need(self) -> bool:
        return self.closure_reason in ("RC8", "RC9")

    @property
    def in_need_plan(self) -> tuple[date, date] | None:
        """The plan of a child in need, `[start, end)`: where neither a protection plan
        nor care takes its place."""
        if self.is_nfa or self.care or self.is_assessed_not_in_need:
            return None
        since = self.plan.end if self.plan else None
        if since is None and self.assessment:
            since = self.assessment.authorised
        return (since, self.closed) if since and since < self.closed else None


def draw_referral(
    rng: Random, borough: Borough, child: Person, on: date, risks: Mapping[Step, float]
) -> Referral:
    """A referral made on `on`, with the child's risk of each step."""
    source, need = one_of(rng, SOURCES), one_of(rng, NEEDS)
    # The Section 47 is drawn first, from every referral: were NFA drawn first, the odds
    # given referral would not be the planted ones.
    enquiry = None
    if rng.random() < risks[Step.S47_GIVEN_REFERRAL]:
        enquiry = draw_enquiry(rng, child, on, risks[Step.PLAN_GIVEN_S47])
    elif rng.random() < risks[Step.NFA_GIVEN_NO_S47]:
        return Referral(on, source, True, need, None, None, None, on, "RC7")
    has_plan = enquiry is not None and enquiry.plan is not None
    in_need_share = IN_NEED_AFTER_S47_SHARE if enquiry else IN_NEED_SHARE
    is_in_need = has_plan or rng.random() < in_need_share
    assessment = None
    if enquiry or rng.random() < ASSESSED_SHARE:
        assessment = draw_assessment(rng, on, is_in_need)
    entered = _draw_entry(rng, child, on, enquiry) if is_in_need else None
    care = None
    if entered:
        order_risk = risks[Step.CARE_ORDER_GIVEN_ENTRY]
        care = draw_care(rng, borough, child, entered, order_risk)
        if has_plan:
            # A plan ends when the child becomes looked after.
            enquiry = enquiry.with_plan_ended(entered)
    closed = _draw_closure(rng, child, on, is_in_need, assessment, enquiry, care)
    reason = _draw_closure_reason(rng, is_in_need, assessment, care)
    return Referral(on, source, False, need, assessment, enquiry, care, closed, reason)


def draw_assessment(rng: Random, on: date, is_in_need: bool) -> Assessment:
    """The assessment that a referral on `on` leads to."""
    start = on + timedelta(days=delay_days(rng))
    # Seven in eight within the 45 working days of the statute.
    authorised = working_days_after(start, round(rng.triangular(10, 57.5, 32)))
    return Assessment(start, authorised, rng.random() < 0.97, is_in_need)


def _draw_entry(
    rng: Random, child: Person, on: date, enquiry: Enquiry | None
) -> date | None:
    """The day a child in need enters care; None for most."""
    plan = enquiry.plan if enquiry else None
    if plan:
        risk, since, within_days = ENTRY_AFTER_PLAN, plan.start, 200
    elif enquiry:
        risk, since, within_days = ENTRY_AFTER_S47, enquiry.start, 40
    else:
        risk, since, within_days = ENTRY_IN_NEED, on, 60
    age_years = (on - child.born).days / DAYS_IN_YEAR
    by_age = next(times for age, times in ENTRY_BY_AGE.items() if age_years < age)
    if rng.random() >= risk * by_age * entry_trend(on):
        return None
    # On the day of the referral at times, but a plan lasts a day at least.
    entered = max(days_after(rng, since, 1 if plan else 0, within_days), child.born)
    latest = birthday(child.born, OLDEST_AT_ENTRY_YEARS)
    if plan:
        latest = min(latest, plan.end)
    return entered if entered < latest else None


def _draw_closure(
    rng: Random,
    child: Person,
    on: date,
    is_in_need: bool,
    assessment: Assessment | None,
    enquiry: Enquiry | None,
    care: Care | None,
) -> date:
    """The day the episode closes, which is after everything in it has ended."""
    ends = [on + timedelta(days=5)]
    if assessment:
        ends.append(assessment.authorised)
    if enquiry:
        ends += [enquiry.decided, enquiry.conference or on]
    if enquiry and enquiry.plan:
        ends.append(enquiry.plan.end)
    if care:
        ends.append(care.ended)
    support_days = 0
    if care or (enquiry and enquiry.plan):
        support_days = rng.randint(0, 120)
    elif is_in_need:
        support_days = 20 + int(rng.expovariate(1 / SUPPORT_DAYS))
    closed = max(ends) + timedelta(days=support_days)
    return max(*ends, min(closed, child.turns_18))


def _draw_closure_reason(
    rng: Random, is_in_need: bool, assessment: Assessment | None, care: Care | None
) -> str:
    if care and care.reason_ended in ("E11", "E12"):
        return "RC1"
    if care and care.reason_ended == "E41":
        return "RC3"
    if care and care.reason_ended in ("E45", "E46", "E47", "E48"):
        return "RC4"
    if assessment and not is_in_need:
        return one_of(rng, {"RC8": 75, "RC9": 25})
    return one_of(rng, {"RC7": 93, "RC5": 6, "RC6": 1})
