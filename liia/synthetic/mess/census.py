"""Spoiling the records of a census: referrals with all that stands in them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from liia.synthetic.journeys.journey import Journey
from liia.synthetic.journeys.referrals import Referral
from liia.synthetic.mess.faults import Level, Mess

MODULE = "CINdetails"


def spoil_referrals(
    mess: Mess,
    rng: Random,
    file: str,
    journey: Journey,
    referrals: list[Referral],
    child_number: int,
) -> Iterator[Referral]:
    """The referrals that the census shows of its child `child_number`, some spoilt."""
    for referral in referrals:
        if mess.level is Level.none:
            yield referral
            continue
        told = {"local_id": journey.child.local_id, "row": child_number}
        fault = mess.change_of_mind(
            "cin_census", "referral", told["local_id"], referral.on
        ) or mess.draw(rng)
        if fault == "row repeated":
            mess.note(file, MODULE, fault, referral.on, referral.on, "referral", **told)
            yield referral
            yield referral
        elif fault in ("row left out", "deleted later"):
            for event, day in _events_in(referral):
                mess.note(file, MODULE, fault, day, "", event, **told)
        elif fault in ("start misdated", "start restated"):
            # Earlier by a few days: what stands in it still comes after it.
            wrong = referral.on - timedelta(days=rng.randint(1, 3))
            mess.note(file, MODULE, fault, referral.on, wrong, "referral", **told)
            yield replace(referral, on=wrong)
        else:
            yield referral


def _events_in(referral: Referral) -> Iterator[tuple[str, date]]:
    yield "referral", referral.on
    if referral.assessment:
        yield "assessment", referral.assessment.start
    for enquiry in referral.enquiries:
        yield "s47", enquiry.start
        if enquiry.conference:
            yield "conference", enquiry.conference
    if referral.direct_entry and referral.direct_entry.conference:
        yield "conference", referral.direct_entry.conference
    if referral.plan:
        yield "cp_plan", referral.plan.start
