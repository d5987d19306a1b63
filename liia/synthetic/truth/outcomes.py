"""What a test may hold the house to: the planted parameters and what came of them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from liia.synthetic.journeys.history import History
from liia.synthetic.planted.ratios import Step


class Outcome(NamedTuple):
    """One event, and whether the next step followed it."""

    borough_code: str
    group: str
    """Ethnic group, such as White British; the seventh is Not known."""
    ethnicity: str
    """DfE code, such as WBRI."""
    step: Step
    on: date
    """Day of the event before the step: referral, Section 47, or entry to care."""
    happened: bool
    """Whether it followed in the end, be it after the last extract."""


class Tally(NamedTuple):
    """Events that the step followed, and events that it did not."""

    happened: int
    did_not: int


@dataclass(frozen=True)
class Truth:
    """What was planted in one run, and every outcome up to its last extract."""

    seed: int
    extract_dates: tuple[date, ...]
    odds_ratios: Mapping[Step, Mapping[str, float]]
    """Step to ethnic group to odds ratio against White British; one for all London."""
    baselines: Mapping[str, Mapping[Step, float]]
    """Borough code to step to its probability for White British children."""
    outcomes: tuple[Outcome, ...]
    """By borough in the order asked for, then by child."""

    def tallies(
        self, since: date = date.min, until: date = date.max
    ) -> dict[tuple[str, str, Step], Tally]:
        """Borough code, group and step to the events from `since` to before `until`.

        The extracts show the referrals and Section 47 enquiries of their own six months
        only, and nothing that follows after the last of them: to compare, begin where
        the first window does and stop short of what is too recent to judge.
        """
        counted = Counter(
            (o.borough_code, o.group, o.step, o.happened)
            for o in self.outcomes
            if since <= o.on < until
        )
        return {
            (code, group, step): Tally(
                counted[code, group, step, True], counted[code, group, step, False]
            )
            for code, group, step in sorted({key[:3] for key in counted})
        }


def outcomes_of(history: History) -> Iterator[Outcome]:
    """Every outcome of a borough up to its last extract, child by child.

    None from before what is remembered: of those only the long episodes are left.
    """
    code = history.borough.code
    for journey in history.journeys:
        group, ethnicity = journey.child.group, journey.child.ethnicity
        for referral in journey.referrals:
            care = referral.care
            if care and care.is_unaccompanied:
                # They come looked after: no step of theirs was drawn.
                continue
            enquiries = referral.enquiries
            steps = [(Step.S47_GIVEN_REFERRAL, referral.on, bool(enquiries))]
            steps += [
                (Step.PLAN_GIVEN_S47, enquiry.start, enquiry.plan is not None)
                for enquiry in enquiries
                if not enquiry.is_on_plan
            ]
            if not enquiries:
                steps.append((Step.NFA_GIVEN_NO_S47, referral.on, referral.is_nfa))
            if care:
                order = care.has_care_order
                steps.append((Step.CARE_ORDER_GIVEN_ENTRY, care.started, order))
            for step, on, happened in steps:
                if history.since <= on <= history.until:
                    yield Outcome(code, group, ethnicity, step, on, happened)
