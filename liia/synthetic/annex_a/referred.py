"""Lists 3 to 7: what follows a referral, up to child protection plans."""

from collections.abc import Iterator
from datetime import date

from liia.synthetic.annex_a import cells
from liia.synthetic.annex_a.extract import Extract, Row
from liia.synthetic.care.periods import Care
from liia.synthetic.days import months_before
from liia.synthetic.journeys.referrals import Referral


def referrals(extract: Extract) -> Iterator[Row]:
    """List 3: made in the window."""
    for journey, referral in extract.referrals():
        if extract.is_in_window(referral.on):
            earlier = _in_year_before(referral.on, [r.on for r in journey.referrals])
            yield (
                *extract.child(journey.child),
                referral.on,
                cells.SOURCE[referral.source],
                cells.YES_NO[referral.is_nfa],
                earlier,
                journey.child.team,
                journey.child.worker,
            )


def assessments(extract: Extract) -> Iterator[Row]:
    """List 4: open, or authorised in the window."""
    for journey, referral in extract.referrals():
        assessment = referral.assessment
        if assessment and extract.is_open_or_just_ended(
            assessment.start, assessment.authorised
        ):
            authorised = extract.known(assessment.authorised)
            needs_support = cells.YES_NO[assessment.needs_support]
            yield (
                *extract.child(journey.child),
                cells.YES_NO_UNKNOWN[journey.child.disability],
                assessment.start,
                cells.YES_NO[assessment.is_child_seen] if authorised else None,
                authorised,
                needs_support if authorised else None,
                journey.child.team,
                journey.child.worker,
            )


def section_47_enquiries(extract: Extract) -> Iterator[Row]:
    """List 5: started in the window, with the conference so far."""
    for journey, referral in extract.referrals():
        for enquiry in referral.enquiries:
            if not extract.is_in_window(enquiry.start):
                continue
            enquiries = [e for r in journey.referrals for e in r.enquiries]
            conferences = [e.conference for e in enquiries if e.conference]
            conference = extract.known(enquiry.conference)
            is_decided = extract.known(enquiry.decided)
            is_unnecessary = cells.YES_NO[
                enquiry.conference is None and enquiry.plan is None
            ]
            led_to_plan = cells.YES_NO[enquiry.plan is not None]
            yield (
                *extract.child(journey.child),
                cells.YES_NO_UNKNOWN[journey.child.disability],
                enquiry.start,
                is_unnecessary if is_decided else None,
                conference,
                led_to_plan if conference else None,
                _in_year_before(enquiry.start, [e.start for e in enquiries]),
                _in_year_before(enquiry.start, conferences),
                journey.child.team,
                journey.child.worker,
            )


def children_in_need(extract: Extract) -> Iterator[Row]:
    """List 6: episodes open, or closed in the window."""
    rng = extract.incidentals(6)
    for journey, referral in extract.referrals():
        if not referral.is_nfa and extract.is_open_or_just_ended(
            referral.on, referral.closed
        ):
            closed = extract.known(referral.closed)
            yield (
                *extract.child(journey.child),
                cells.YES_NO_UNKNOWN[journey.child.disability],
                referral.on,
                cells.NEED[referral.need],
                extract.lately(rng, referral.on, referral.closed, 42),
                closed,
                cells.CLOSURE_REASON[referral.closure_reason] if closed else None,
                cells.CASE_STATUS[_case_status(extract, referral)],
                journey.child.team,
                journey.child.worker,
            )


def child_protection_plans(extract: Extract) -> Iterator[Row]:
    """List 7: open, or ended in the window."""
    rng = extract.incidentals(7)
    for journey, referral in extract.referrals():
        plan = referral.plan
        if plan and extract.is_open_or_just_ended(plan.start, plan.end):
            yield (
                *extract.child(journey.child),
                cells.YES_NO_UNKNOWN[journey.child.disability],
                plan.start,
                cells.ABUSE[plan.first_category],
                cells.ABUSE[plan.latest_category],
                extract.lately(rng, plan.start, plan.end, 14),
                cells.YES_NO[rng.random() < 0.7],
                extract.latest(plan.reviews),
                extract.known(plan.end),
                cells.YES_NO[_is_protected_lately(extract, referral.care)],
                journey.plans_before(referral),
                journey.child.team,
                journey.child.worker,
            )


def _in_year_before(day: date, days: list[date]) -> int:
    return sum(1 for other in days if months_before(day, 12) <= other < day)


def _case_status(extract: Extract, referral: Referral) -> str:
    care, plan, assessment = referral.care, referral.plan, referral.assessment
    if referral.closed <= extract.on:
        return "closed"
    if care and extract.is_open(care.started, care.ended):
        return "looked after"
    if plan and extract.is_open(plan.start, plan.end):
        return "plan"
    if assessment and assessment.authorised > extract.on:
        return "assessment"
    return "in need"


def _is_protected_lately(extract: Extract, care: Care | None) -> bool:
    """Whether the police or an emergency order protected the child in the window."""
    statuses = care.legal_statuses if care else ()
    return any(s in ("L1", "L2") and extract.is_in_window(day) for day, s in statuses)
