"""How near the made-up London is to the published one, for one year ending 31 March.

A tally maps the names of counts to numbers, and tallies of boroughs add up. A measure is
a count, or one count over another. What is published and where: london_figures.csv.
"""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from liia.synthetic.care.episodes import episodes_of
from liia.synthetic.care.periods import Care
from liia.synthetic.days import birthday, months_before, working_days_between
from liia.synthetic.facts import rows_of
from liia.synthetic.journeys.history import History
from liia.synthetic.journeys.journey import Journey
from liia.synthetic.journeys.protection import Plan
from liia.synthetic.journeys.referrals import Referral
from liia.synthetic.people.children import Person

PERCENTAGES = {
    "rereferred_percent": ("rereferred", "referrals"),
    "nfa_percent": ("nfa", "referrals"),
    "not_in_need_percent": ("not_in_need", "referrals"),
    "conferences_in_15_days_percent": ("conferences_in_15_days", "conferences_timed"),
    "assessments_in_45_days_percent": ("assessments_in_45_days", "assessments"),
    "plans_open_2_years_percent": ("plans_open_2_years", "plans_open"),
    "repeat_plans_percent": ("repeat_plans", "plans_started"),
    "plans_reviewed_percent": ("plans_reviewed", "plans_to_review"),
    "same_home_percent": ("same_home", "long_looked_after"),
    "moves_by_care_plan_percent": ("moves_CARPL", "moves"),
}
"""Measure to the counts that it divides."""
RATES = {"s47_per_10000": "s47", "conferences_per_10000": "conferences"}
LEGAL_STATUS = {
    "C2": "legal_full_care_order",
    "C1": "legal_interim_care_order",
    "E1": "legal_placement_order",
    "V2": "legal_voluntary",
}
FIRST_STATUS = {
    "V2": "started_voluntary",
    "C1": "started_interim_care_order",
    "L1": "started_police_protection",
}
AGES = {
    1: "aged_under_1",
    5: "aged_1_to_4",
    10: "aged_5_to_9",
    16: "aged_10_to_15",
    18: "aged_16_and_over",
}
"""Birthday that is still to come to the name of the count."""
PLACED = {
    **dict.fromkeys(("U1", "U2", "U3", "U4", "U5", "U6"), "placed_fostering"),
    **dict.fromkeys(("A3", "A4", "A5", "A6"), "placed_adoption"),
    **dict.fromkeys(("K1", "K2"), "placed_homes"),
    "K3": "placed_supported",
    "P1": "placed_parents",
}
PROVIDED = {
    "PR1": "provided_own",
    "PR4": "provided_private",
    "PR5": "provided_voluntary",
}


class Comparison(NamedTuple):
    """One measure, published and made up."""

    measure: str
    published: float
    synthetic: float

    @property
    def difference_percent(self) -> float:
        """Of the published figure."""
        return 100 * (self.synthetic / self.published - 1)


def tally(history: History, year_end: date) -> Counter[str]:
    """The counts of one borough in the year to `year_end`."""
    counts: Counter[str] = Counter()
    year = (months_before(year_end, 12) + timedelta(days=1), year_end)
    for journey in history.journeys:
        _tally_referrals(counts, journey, year)
        for referral in journey.referrals:
            _tally_protection(counts, journey, referral, year)
            if referral.care:
                _tally_care(counts, journey.child, referral.care, year)
    return counts


def compare(counts: Counter[str], children: float) -> list[Comparison]:
    """Every published measure against the made-up one."""
    return [
        Comparison(
            row["measure"],
            float(row["published"]),
            _value(row["measure"], counts, children),
        )
        for row in rows_of("london_figures.csv")
    ]


def _value(measure: str, counts: Counter[str], children: float) -> float:
    if measure in PERCENTAGES:
        part, whole = PERCENTAGES[measure]
        return 100 * counts[part] / max(counts[whole], 1)
    if measure in RATES:
        return 10_000 * counts[RATES[measure]] / children
    return counts[measure]


def _tally_referrals(
    counts: Counter[str], journey: Journey, year: tuple[date, date]
) -> None:
    days = [referral.on for referral in journey.referrals]
    first, last = year
    counts["children_referred"] += any(first <= day <= last for day in days)
    is_in_need = False
    for referral, before in zip(journey.referrals, [date.min, *days], strict=False):
        is_open = referral.on <= last < referral.closed
        is_in_need = is_in_need or (is_open and not referral.is_nfa)
        assessment = referral.assessment
        if assessment and first <= assessment.authorised <= last:
            days_taken = working_days_between(assessment.start, assessment.authorised)
            counts["assessments"] += 1
            counts["assessments_in_45_days"] += days_taken <= 45
        if first <= referral.on <= last:
            not_in_need = referral.is_assessed_not_in_need
            counts["referrals"] += 1
            counts["rereferred"] += months_before(referral.on, 12) <= before
            counts["nfa"] += referral.is_nfa
            counts["not_in_need"] += not_in_need
            counts["in_need_started"] += not referral.is_nfa and not not_in_need
    counts["in_need_open"] += is_in_need


def _tally_protection(
    counts: Counter[str], journey: Journey, referral: Referral, year: tuple[date, date]
) -> None:
    first, last = year
    plan = referral.plan
    for enquiry in referral.enquiries:
        counts["s47"] += first <= enquiry.start <= last
        if enquiry.conference and first <= enquiry.conference <= last:
            days = working_days_between(enquiry.start, enquiry.conference)
            counts["conferences"] += 1
            counts["conferences_timed"] += 1
            counts["conferences_in_15_days"] += days <= 15
    direct = referral.direct_entry
    if direct and direct.conference and first <= direct.conference <= last:
        # No enquiry, no 15 days to keep.
        counts["conferences"] += 1
    if plan and first <= plan.start <= last:
        earlier = any(r.plan for r in journey.referrals if r.on < referral.on)
        counts["plans_started"] += 1
        counts["repeat_plans"] += earlier or plan.plans_before > 0
    if plan and plan.start <= last < plan.end:
        counts["plans_open"] += 1
        counts["plans_open_2_years"] += (last - plan.start).days >= 730
        if plan.start <= months_before(last, 3):
            counts["plans_to_review"] += 1
            counts["plans_reviewed"] += _is_reviewed_on_time(plan, last)


def _is_reviewed_on_time(plan: Plan, on: date) -> bool:
    """The first review within three months, each other within six of the last."""
    held = [plan.start, *(day for day in plan.reviews if day <= on)]
    months_allowed = [3, *[6] * len(held)]
    return all(
        months_before(later, months) <= earlier
        for earlier, later, months in zip(
            held, [*held[1:], on], months_allowed, strict=False
        )
    )


def _tally_care(
    counts: Counter[str], child: Person, care: Care, year: tuple[date, date]
) -> None:
    first, last = year
    for episode in episodes_of(care):
        reason = episode.reason_placement_changed
        if first <= episode.end <= last and reason not in ("", "PLACE"):
            counts["moves"] += 1
            counts[f"moves_{reason}"] += 1
    if first <= care.started <= last:
        counts["care_started"] += 1
        counts[FIRST_STATUS.get(care.legal_statuses[0][1], "started_otherwise")] += 1
    counts["care_ceased"] += first <= care.ended <= last
    if not care.started <= last < care.ended:
        return
    status = [code for day, code in care.legal_statuses if day <= last][-1]
    placements = [p for p in care.placements if p.start <= last and not p.is_temporary]
    ends = [end for start, end, _ in care.moves() if start <= last]
    counts["looked_after"] += 1
    counts["unaccompanied"] += care.is_unaccompanied
    counts[LEGAL_STATUS.get(status, "legal_other")] += 1
    counts[PLACED.get(placements[-1].type, "placed_otherwise")] += 1
    counts[PROVIDED.get(placements[-1].provider or "", "provided_otherwise")] += 1
    counts["placed_outside"] += not placements[-1].is_inside_borough
    counts["three_placements"] += sum(1 for end in ends if end >= first) >= 3
    birthday_to_come = next(age for age in AGES if last < birthday(child.born, age))
    counts[AGES[birthday_to_come]] += 1
    if birthday_to_come <= 16 and care.started <= months_before(last, 30):
        counts["long_looked_after"] += 1
        counts["same_home"] += _same_home_since(care, last) <= months_before(last, 24)


def _same_home_since(care: Care, on: date) -> date:
    """Who is placed for adoption has been at home since the placement before."""
    homes = [(start, home) for start, _, home in care.moves() if start <= on]
    is_adopted = homes[-1][1].type in ("A3", "A4", "A5", "A6")
    return homes[-2 if is_adopted and len(homes) > 1 else -1][0]
