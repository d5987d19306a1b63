"""The records of a census that stand in a referral, as XML: one function a module."""

from dataclasses import dataclass
from datetime import date, timedelta

from liia.synthetic.days import months_before
from liia.synthetic.journeys.history import History
from liia.synthetic.journeys.protection import Enquiry, Plan
from liia.synthetic.journeys.referrals import Assessment, Referral
from liia.synthetic.mess import Mess

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


def is_enquiry_of_year(census: Census, enquiry: Enquiry) -> bool:
    """Whether it started or was conferred on in the year."""
    return census.is_in_year(enquiry.start) or census.is_in_year(enquiry.conference)


def assessment_record(
    census: Census, referral: Referral, assessment: Assessment
) -> str:
    """The assessment, with its factors once it is authorised."""
    authorised = census.known(assessment.authorised)
    end = ""
    if authorised:
        first = referral.on.toordinal() % (len(FACTORS) - 1)
        found = (
            FACTORS[first : first + 2] if referral.enquiries else FACTORS[first:][:1]
        )
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


def in_need_plan_record(census: Census, start: date, end: date) -> str:
    """The plan `[start, end)` of a child in need; nothing when it is of other years."""
    if not census.is_in_force(start, end):
        return ""
    ended = census.known(end)
    closing = f"<CINPlanEndDate>{ended}</CINPlanEndDate>" if ended else ""
    return (
        f"<CINPlanDates><CINPlanStartDate>{start}</CINPlanStartDate>"
        f"{closing}</CINPlanDates>\n"
    )


def enquiry_record(census: Census, enquiry: Enquiry) -> str:
    """The Section 47 enquiry, with the conference so far."""
    held = census.known(enquiry.conference)
    conference = f"<DateOfInitialCPC>{held}</DateOfInitialCPC>" if held else ""
    is_decided = census.known(enquiry.decided) is not None
    leads_on = enquiry.conference is not None or enquiry.plan is not None
    unnecessary = "true" if is_decided and not leads_on else "false"
    return (
        f"<Section47><S47ActualStartDate>{enquiry.start}</S47ActualStartDate>"
        f"{conference}<ICPCnotRequired>{unnecessary}</ICPCnotRequired></Section47>\n"
    )


def plan_record(census: Census, plan: Plan, plans_before: int) -> str:
    """The protection plan, with all its reviews so far."""
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
