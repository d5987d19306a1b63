"""Made-up CIN census files for tests: tiny, raw as a borough holds them, wholly ours."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

Content: TypeAlias = "str | list[tuple[str, Content]] | None"
"""What stands in an element: text, elements in order, or nothing."""
Elements: TypeAlias = "list[tuple[str, Content]]"

HEADER: Elements = [
    (
        "CollectionDetails",
        [("Collection", "CIN"), ("Year", "2026"), ("ReferenceDate", "2026-03-31")],
    ),
    (
        "Source",
        [
            ("SourceLevel", "L"),
            ("LEA", "206"),
            ("SoftwareCode", "Made up"),
            ("Release", "1.0"),
            ("SerialNo", "001"),
            ("DateTime", "2026-05-20T09:00:00"),
        ],
    ),
]


def element(name: str, content: Content) -> str:
    """One element as XML, on one line."""
    if not content:
        return f"<{name}/>"
    if isinstance(content, str):
        return f"<{name}>{escape(content, {chr(13): '&#13;'})}</{name}>"
    return f"<{name}>{''.join(element(*inner) for inner in content)}</{name}>"


def identifiers(number: int = 1) -> Elements:
    return [
        ("LAchildID", f"MADEUP{number:07}"),
        ("UPN", f"Z{number:012}"),
        ("PersonBirthDate", f"2012-05-{number % 28 + 1:02}"),
        ("Sex", "F"),
    ]


CHARACTERISTICS: Elements = [
    ("Ethnicity", "WBRI"),
    ("Disabilities", [("Disability", "HAND"), ("Disability", "HEAR")]),
]
ASSESSMENT: Elements = [
    ("AssessmentActualStartDate", "2025-05-06"),
    ("AssessmentAuthorisationDate", "2025-06-10"),
    (
        "FactorsIdentifiedAtAssessment",
        [("AssessmentFactors", "2A"), ("AssessmentFactors", "3B")],
    ),
]
SECTION_47: Elements = [
    ("S47ActualStartDate", "2025-05-20"),
    ("DateOfInitialCPC", "2025-06-09"),
    ("ICPCnotRequired", "false"),
]
PLAN: Elements = [
    ("CPPstartDate", "2025-06-09"),
    ("InitialCategoryOfAbuse", "NEG"),
    ("LatestCategoryOfAbuse", "NEG"),
    ("NumberOfPreviousCPP", "0"),
    ("Reviews", [("CPPreviewDate", "2025-09-01")]),
    ("Reviews", [("CPPreviewDate", "2026-02-10")]),
]
REFERRAL: Elements = [
    ("CINreferralDate", "2025-05-01"),
    ("ReferralSource", "6"),
    ("PrimaryNeedCode", "N1"),
    ("DateOfInitialCPC", "2025-05-05"),
    ("Assessments", ASSESSMENT),
    ("CINPlanDates", [("CINPlanStartDate", "2025-06-01"), ("CINPlanEndDate", None)]),
    ("Section47", SECTION_47),
    ("ReferralNFA", "false"),
    ("ChildProtectionPlans", PLAN),
]


def child(number: int = 1, referrals: Iterable[Elements] = (REFERRAL,)) -> str:
    """A child with every module filled; a test says which referrals, if not that one."""
    return element(
        "Child",
        [
            ("ChildIdentifiers", identifiers(number)),
            ("ChildCharacteristics", CHARACTERISTICS),
            *(("CINdetails", referral) for referral in referrals),
        ],
    )


def census(children: Iterable[str], header: Elements = HEADER) -> Iterator[str]:
    """The lines of a census without its XML declaration: <Children> is the third, and
    each child stands on a line.
    """
    yield "<Message>"
    yield element("Header", header)
    yield "<Children>"
    yield from children
    yield "</Children>"
    yield "</Message>"


def write_census(
    path: Path,
    children: Iterable[str],
    header: Elements = HEADER,
    encoding: str = "utf-8",
    declaration: str = "",
) -> Path:
    """A census with the given children; a declaration, where given, stands on line 1."""
    with path.open("w", encoding=encoding, newline="\n") as file:
        file.write(declaration)
        file.writelines(f"{line}\n" for line in census(children, header))
    return path
