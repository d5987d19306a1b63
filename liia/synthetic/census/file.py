"""Writing the children in need census, one XML file for each borough and year.

The structure is that of the census of its year: GenderCurrent until 2024 and Sex since,
CINPlanDates from 2022, RC9 from 2023. It shows the year from 1 April to 31 March: what
was open in it, with all that began, was held or ended by its last day.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from liia.synthetic.census.records import (
    Census,
    assessment_record,
    enquiry_record,
    in_need_plan_record,
    is_enquiry_of_year,
    plan_record,
)
from liia.synthetic.journeys.history import History
from liia.synthetic.journeys.journey import Journey
from liia.synthetic.journeys.referrals import Referral
from liia.synthetic.mess import Level, Mess
from liia.synthetic.mess.census import spoil_referrals
from liia.synthetic.mess.personality import habits_of
from liia.synthetic.people.children import Person

SEX_SINCE, PLANS_SINCE, EARLY_HELP_SINCE = 2025, 2022, 2023


def write_census(
    path: Path, history: History, year_end: date, mess: Mess | None = None
) -> None:
    """The census of one borough and year; nothing in it is later than `year_end`."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        clean = Mess(Level.none, history.seed, history.borough.code)
        file.writelines(_lines(Census(history, year_end, mess or clean, path.name)))


def _lines(census: Census) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<Message>\n<Header>\n'
    yield "<CollectionDetails><Collection>CIN</Collection>"
    yield f"<Year>{census.year}</Year>"
    yield f"<ReferenceDate>{census.year_end}</ReferenceDate></CollectionDetails>\n"
    yield "<Source><SourceLevel>L</SourceLevel>"
    yield f"<LEA>{census.history.borough.dfe_la_code}</LEA>"
    yield "<SoftwareCode>Made up</SoftwareCode><Release>1.0</Release>"
    yield "<SerialNo>001</SerialNo>"
    yield f"<DateTime>{census.year}-06-30T09:00:00</DateTime></Source>\n"
    yield "</Header>\n<Children>\n"
    rng = census.mess.rng(census.file)
    number = 0
    for journey in census.history.journeys:
        shown = [r for r in journey.referrals if census.is_in_force(r.on, r.closed)]
        whose = (census.mess, rng, census.file, journey, shown, number + 1)
        details = [
            _details(census, journey, referral) for referral in spoil_referrals(*whose)
        ]
        if details:
            number += 1
            yield f"<Child>\n{_who(census, journey)}{''.join(details)}</Child>\n"
    yield "</Children>\n</Message>\n"


def _who(census: Census, journey: Journey) -> str:
    child = journey.child
    is_born = child.born <= census.year_end
    codes = ("M", "F", "U") if census.year >= SEX_SINCE else ("1", "2", "0")
    sex = codes["MF".index(child.sex)] if is_born else codes[2]
    sex_element = "Sex" if census.year >= SEX_SINCE else "GenderCurrent"
    birth = "PersonBirthDate" if is_born else "ExpectedPersonBirthDate"
    habits = habits_of(census.mess)
    number = habits.number(child.local_id, census.year_end, child.born)
    if not is_born and number != habits.number(child.local_id, census.year_end):
        told = {"event": "referral", "local_id": child.local_id}
        fault = "unborn child under another id"
        census.mess.note(census.file, "Child", fault, child.local_id, number, **told)
    disability = "AUT" if child.disability == "yes" else "NONE"
    return (
        f"<ChildIdentifiers><LAchildID>{number}</LAchildID>"
        f"{_pupil_number(child, census.year_end)}<{birth}>{child.born}</{birth}>"
        f"<{sex_element}>{sex}</{sex_element}></ChildIdentifiers>\n"
        f"<ChildCharacteristics><Ethnicity>{child.ethnicity}</Ethnicity><Disabilities>"
        f"<Disability>{disability}</Disability></Disabilities></ChildCharacteristics>\n"
    )


def _pupil_number(child: Person, on: date) -> str:
    if (on - child.born).days < 5 * 365:
        return "<UPNunknown>UN1</UPNunknown>"
    return f"<UPN>{child.upn}</UPN>"


def _transfer(census: Census, referral: Referral) -> str:
    """The conference of a child who moved in on a plan: it follows no enquiry."""
    direct = referral.direct_entry
    held = direct.conference if direct else None
    if not census.is_in_year(held):
        return ""
    return f"<DateOfInitialCPC>{held}</DateOfInitialCPC>"


def _details(census: Census, journey: Journey, referral: Referral) -> str:
    closed = census.known(referral.closed)
    reason = referral.closure_reason
    if reason == "RC9" and census.year < EARLY_HELP_SINCE:
        reason = "RC8"
    closure = ""
    if closed and not referral.is_nfa:
        closure = (
            f"<CINclosureDate>{closed}</CINclosureDate>"
            f"<ReasonForClosure>{reason}</ReasonForClosure>"
        )
    need = "" if referral.is_nfa else f"<PrimaryNeedCode>{referral.need}"
    need += "</PrimaryNeedCode>" if need else ""
    parts = []
    assessment, plan = referral.assessment, referral.plan
    if assessment and census.is_in_force(assessment.start, assessment.authorised):
        parts.append(assessment_record(census, referral, assessment))
    if census.year >= PLANS_SINCE and referral.in_need_plan:
        parts.append(in_need_plan_record(census, *referral.in_need_plan))
    parts += [
        enquiry_record(census, enquiry)
        for enquiry in referral.enquiries
        if is_enquiry_of_year(census, enquiry)
    ]
    is_nfa = "true" if referral.is_nfa else "false"
    parts.append(f"<ReferralNFA>{is_nfa}</ReferralNFA>\n")
    if plan and census.is_in_force(plan.start, plan.end):
        parts.append(plan_record(census, plan, journey.plans_before(referral)))
    return (
        f"<CINdetails><CINreferralDate>{referral.on}</CINreferralDate>"
        f"<ReferralSource>{referral.source}</ReferralSource>{need}{closure}{_transfer(census, referral)}\n"
        f"{''.join(parts)}</CINdetails>\n"
    )
