"""Writing the children in need census, one XML file for each borough and year.

The structure is that of the census of its year: GenderCurrent until 2024 and Sex since,
CINPlanDates from 2022, RC9 from 2023. It shows the year from 1 April to 31 March: what
was open in it, with all that began, was held or ended by its last day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from liia.synthetic.children import Person
from liia.synthetic.days import months_before
from liia.synthetic.history import History
from liia.synthetic.journeys import Journey
from liia.synthetic.mess import Level, Mess
from liia.synthetic.mess.census import spoil_referrals
from liia.synthetic.mess.personality import habits_of
from liia.synthetic.protection import Enquiry, Plan
from liia.synthetic.referrals import Assessment, Referral

SEX_SINCE, PLANS_SINCE, EARLY_HELP_SINCE = 2025, 2022, 2023
FACTORS = ("3B", "4B", "2B", "1B", "16A", "17A", "4A", "18C", "20", "21")
"""Codes of what an assessment may find; an enquiry finds the middle ones."""


@dataclass(frozen=True)
class Census:
    """One borough's census of the year that ends on `year_end`."""

    history: History
    year_end: date
    mess: Mess
    file: str

    @property
    def year(self) -> int:
        return self.year_end.year

    @property
    def year_start(self) -> date:
        return months_before(self.year_end, 12) + timedelta(days=1)

    def known(self, day: date | None) -> date | None:
        """The day, unless it is still to come."""
        return day if day and day <= self.year_end else None

    def is_in_year(self, day: date | None) -> bool:
        return day is not None and self.year_start <= day <= self.year_end

    def is_in_force(self, start: date, end: date) -> bool:
        """Whether what lasts from `start` to `end` touches the year."""
        return start <= self.year_end and end >= self.year_start


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
    for journey in census.history.journeys:
        shown = [r for r in journey.referrals if census.is_in_force(r.on, r.closed)]
        details = [
            _details(census, journey, referral)
            for referral in spoil_referrals(
                census.mess, rng, census.file, journey, shown
            )
        ]
        if details:
            yield f"<Child>\n{_who(census, journey)}{''.join(details)}</Child>\n"
    yield "</Children>\n</Message>\n"


def _who(census: Census, journey: Journey) -> str:
    child = journey.child
    is_born = child.born <= census.year_end
    codes = ("M", "F", "U") if census.year >= SEX_SINCE else ("1", "2", "0")
    sex = codes["MF".index(child.sex)] if is_born else codes[2]
    sex_element = "Sex" if census.year >= SEX_SINCE else "GenderCurrent"
    birth = "PersonBirthDate" if is_born else "ExpectedPersonBirthDate"
    number = habits_of(census.mess).number(child.local_id, census.year_end)
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
    assessment, enquiry, plan = referral.assessment, referral.enquiry, referral.plan
    if assessment and census.is_in_force(assessment.start, assessment.authorised):
        parts.append(_assessment(census, referral, assessment))
    if census.year >= PLANS_SINCE and referral.in_need_plan:
        parts.append(_in_need_plan(census, *referral.in_need_plan))
    if enquiry and _is_enquiry_of_year(census, enquiry):
        parts.append(_enquiry(census, enquiry))
    if plan and census.is_in_force(plan.start, plan.end):
        parts.append(_plan(census, plan, journey.plans_before(referral)))
    return (
        f"<CINdetails><CINreferralDate>{referral.on}</CINreferralDate>"
        f"<ReferralSource>{referral.source}</ReferralSource>{need}{closure}"
        f"<ReferralNFA>{'true' if referral.is_nfa else 'false'}</ReferralNFA>\n"
        f"{''.join(parts)}</CINdetails>\n"
    )


def _is_enquiry_of_year(census: Census, enquiry: Enquiry) -> bool:
    return census.is_in_year(enquiry.start) or census.is_in_year(enquiry.conference)


def _assessment(census: Census, referral: Referral, assessment: Assessment) -> str:
    authorised = census.known(assessment.authorised)
    end = ""
    if authorised:
        first = referral.on.toordinal() % (len(FACTORS) - 1)
        found = FACTORS[first : first + 2] if referral.enquiry else FACTORS[first:][:1]
        # "None" stands alone.
        codes = found if "21" not in found else found[:1]
        factors = "".join(f"<AssessmentFactors>{c}</AssessmentFactors>" for c in codes)
        end = (
            f"<AssessmentAuthorisationDate>{authorised}</AssessmentAuthorisationDate>"
            "<FactorsIdentifiedAtAssessment>"
            f"{factors}</FactorsIdentifiedAtAssessment>"
        )
    return (
        f"<Assessments><AssessmentActualStartDate>{assessment.start}"
        f"</AssessmentActualStartDate>{end}</Assessments>\n"
    )


def _in_need_plan(census: Census, start: date, end: date) -> str:
    if not census.is_in_force(start, end):
        return ""
    ended = census.known(end)
    closing = f"<CINPlanEndDate>{ended}</CINPlanEndDate>" if ended else ""
    return (
        f"<CINPlanDates><CINPlanStartDate>{start}</CINPlanStartDate>"
        f"{closing}</CINPlanDates>\n"
    )


def _enquiry(census: Census, enquiry: Enquiry) -> str:
    held = census.known(enquiry.conference)
    conference = f"<DateOfInitialCPC>{held}</DateOfInitialCPC>" if held else ""
    is_decided = census.known(enquiry.decided) is not None
    unnecessary = "true" if is_decided and enquiry.conference is None else "false"
    return (
        f"<Section47><S47ActualStartDate>{enquiry.start}</S47ActualStartDate>"
        f"{conference}<ICPCnotRequired>{unnecessary}</ICPCnotRequired></Section47>\n"
    )


def _plan(census: Census, plan: Plan, plans_before: int) -> str:
    ended = census.known(plan.end)
    end = f"<CPPendDate>{ended}</CPPendDate>" if ended else ""
    reviews = "".join(
        f"<Reviews><CPPreviewDate>{day}</CPPreviewDate></Reviews>"
        for day in plan.reviews
        if day <= census.year_end
    )
    return (
        f"<ChildProtectionPlans><CPPstartDate>{plan.start}</CPPstartDate>{end}"
        f"<InitialCategoryOfAbuse>{plan.first_category}</InitialCategoryOfAbuse>"
        f"<LatestCategoryOfAbuse>{plan.latest_category}</LatestCategoryOfAbuse>"
        f"<NumberOfPreviousCPP>{plans_before}</NumberOfPreviousCPP>"
        f"{reviews}</ChildProtectionPlans>\n"
    )
