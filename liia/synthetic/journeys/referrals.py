"""A referral and all that comes of it, until its episode of need closes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.care.periods import Care, draw_care
from liia.synthetic.care.short_breaks import draw_short_breaks
from liia.synthetic.days import DAYS_IN_YEAR, birthday, working_days_after
from liia.synthetic.draws import days_after, delay_days, one_of, triangular
from liia.synthetic.journeys.protection import (
    DirectEntry,
    Enquiry,
    Plan,
    draw_direct_entry,
    draw_enquiries,
    ended_by_care,
)
from liia.synthetic.people.children import Person
from liia.synthetic.planted.practice import Limit, Practice
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


BEFORE_REFERRAL_SHARE = 0.01
"""Of assessments: begun a day to three before the referral was written down."""

DIRECT_ENTRY_SHARE = 0.006
"""Of referrals without an enquiry that are not NFA: straight to a protection plan."""

SUPPORT_DAYS = 254
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
    enquiries: tuple[Enquiry, ...]
    """In order of time."""
    direct_entry: DirectEntry | None
    """A plan without an enquiry, where there was none."""
    care: Care | None
    short_breaks: tuple[Care, ...]
    """Nights away from home of a disabled child, who is not looked after otherwise."""
    closed: date
    """The day of the referral itself when there is no further action."""
    closure_reason: str

    @property
    def plan(self) -> Plan | None:
        """The one protection plan of the episode."""
        told = [enquiry.plan for enquiry in self.enquiries if enquiry.plan]
        if self.direct_entry:
            told.append(self.direct_entry.plan)
        return told[0] if told else None

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
    rng: Random,
    borough: Borough,
    child: Person,
    on: date,
    risks: Mapping[Step, float],
    practice: Practice,
) -> Referral:
    """A referral made on `on`, with the child's risk of each step."""
    source, need = one_of(rng, SOURCES), one_of(rng, NEEDS)
    # The Section 47 is drawn first, from every referral: were NFA drawn first, the odds
    # given referral would not be the planted ones.
    enquiries: list[Enquiry] = []
    direct = None
    if rng.random() < risks[Step.S47_GIVEN_REFERRAL]:
        plan_risk = risks[Step.PLAN_GIVEN_S47]
        enquiries = list(draw_enquiries(rng, child, on, plan_risk, practice))
    elif rng.random() < risks[Step.NFA_GIVEN_NO_S47]:
        return nfa(on, source, need)
    elif rng.random() < DIRECT_ENTRY_SHARE:
        direct = draw_direct_entry(rng, child, on)
    has_plan = direct is not None or any(enquiry.plan for enquiry in enquiries)
    in_need_share = IN_NEED_AFTER_S47_SHARE if enquiries else IN_NEED_SHARE
    is_in_need = has_plan or len(enquiries) > 1 or rng.random() < in_need_share
    assessment = None
    if enquiries or direct or rng.random() < ASSESSED_SHARE:
        assessment = draw_assessment(rng, on, is_in_need, practice)
    so_far = Referral(
        on,
        source,
        False,
        need,
        assessment,
        tuple(enquiries),
        direct,
        None,
        (),
        on,
        "RC7",
    )
    entered = _draw_entry(rng, child, so_far) if is_in_need else None
    if entered:
        order_risk = risks[Step.CARE_ORDER_GIVEN_ENTRY]
        so_far = _looked_after(
            so_far, draw_care(rng, borough, child, entered, order_risk)
        )
    elif is_in_need and child.disability == "yes" and assessment and not has_plan:
        breaks = tuple(draw_short_breaks(rng, borough, child, assessment.authorised))
        so_far = replace(so_far, short_breaks=breaks)
    closed = _draw_closure(rng, child, so_far, is_in_need)
    reason = _draw_closure_reason(rng, is_in_need, assessment, so_far.care)
    return replace(so_far, closed=closed, closure_reason=reason)


def nfa(on: date, source: str, need: str) -> Referral:
    """A referral with no further action."""
    return Referral(on, source, True, need, None, (), None, None, (), on, "RC7")


def _looked_after(referral: Referral, care: Care) -> Referral:
    """The referral with its care; a plan ends when the child becomes looked after, and
    with it what was asked of a child on that plan."""
    enquiries = tuple(
        replace(enquiry, plan=ended_by_care(enquiry.plan, care.started))
        if enquiry.plan
        else enquiry
        for enquiry in referral.enquiries
        if not (enquiry.is_on_plan and enquiry.start >= care.started)
    )
    direct = referral.direct_entry
    if direct:
        direct = replace(direct, plan=ended_by_care(direct.plan, care.started))
    return replace(referral, enquiries=enquiries, direct_entry=direct, care=care)


def draw_assessment(
    rng: Random, on: date, is_in_need: bool, practice: Practice
) -> Assessment:
    """The assessment that a referral on `on` leads to."""
    start = on + timedelta(days=delay_days(rng))
    if rng.random() < BEFORE_REFERRAL_SHARE:
        start = on - timedelta(days=rng.randint(1, 3))
    # Seven in eight within the 45 working days of the statute, in the middling borough.
    due = working_days_after(start, 45)
    lateness = practice.lateness(rng, Limit.ASSESSMENT, due)
    authorised = working_days_after(start, round(triangular(lateness, 10, 57.5, 32)))
    return Assessment(start, authorised, rng.random() < 0.97, is_in_need)


def _draw_entry(rng: Random, child: Person, referral: Referral) -> date | None:
    """The day a child in need enters care; None for most."""
    on, plan = referral.on, referral.plan
    if plan:
        risk, since, within_days = ENTRY_AFTER_PLAN, plan.start, 200
    elif referral.enquiries:
        risk, since, within_days = ENTRY_AFTER_S47, referral.enquiries[-1].start, 40
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
    rng: Random, child: Person, referral: Referral, is_in_need: bool
) -> date:
    """The day the episode closes, which is after everything in it has ended."""
    ends = [referral.on + timedelta(days=5)]
    if referral.assessment:
        ends.append(referral.assessment.authorised)
    for enquiry in referral.enquiries:
        ends += [enquiry.decided, enquiry.conference or enquiry.decided]
    if referral.plan:
        ends.append(referral.plan.end)
    ends += [care.ended for care in (referral.care, *referral.short_breaks) if care]
    support_days = 0
    if referral.care or referral.plan:
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
