"""The names of a CIN census, and what an element of it is by its place."""

MODULES = {
    "ChildIdentifiers": (),
    "ChildCharacteristics": ("LAchildID",),
    "CINdetails": ("LAchildID",),
    "Assessments": ("LAchildID", "CINreferralDate"),
    "CINPlanDates": ("LAchildID", "CINreferralDate"),
    "Section47": ("LAchildID", "CINreferralDate"),
    "ChildProtectionPlans": ("LAchildID", "CINreferralDate"),
    "Reviews": ("LAchildID", "CINreferralDate", "CPPstartDate"),
}
"""Each module that always has a grid, to the keys that its records inherit."""
LATER_MODULES = frozenset({"PreProceedingsandFGDM"})
"""Modules of later years: records by name, with a grid when one is met."""
WRAPPERS = frozenset({"Disabilities", "FactorsIdentifiedAtAssessment"})
"""Elements that hold a list and mean nothing by themselves."""
HEADER_GROUPS = frozenset({"CollectionDetails", "Source"})
HEADER_ELEMENTS = {
    "Collection": r"[A-Z]{3}",
    "Year": r"20\d\d",
    "ReferenceDate": r"20\d\d-\d\d-\d\d",
    "SourceLevel": r"[A-Z]",
    "LEA": r"\d{3}",
}
"""All of the header that the twin repeats, and what each must look like: whose the census
is and of when. Who exported it, with what and at what second is nobody's business here.
"""
ASIDE = "comments and attributes"
"""The grid of all text that stands in no record."""


Place = str
"""What an element that holds others is: one of these. (No Enum: in Python 3.11 looking
up a member takes longer than parsing an element.)"""
MESSAGE: Place = "the root"
HEADER: Place = "the header, or a group in it"
CHILDREN: Place = "all children"
CHILD: Place = "a child"
RECORD: Place = "a record of a module"
WRAPPER: Place = "a list inside a record"
ELSEWHERE: Place = "nothing that the census has"

BY_NAME = MODULES.keys() | LATER_MODULES | WRAPPERS | {"Header", "Children", "Child"}
"""Elements that are no leaves even when they are empty, in the places they belong."""


BELOW = {
    (MESSAGE, "Header"): HEADER,
    (MESSAGE, "Children"): CHILDREN,
    (CHILDREN, "Child"): CHILD,
}


def makes_a_row(module: str, name: str) -> bool:
    """Whether each text of the element is a row of its own."""
    return module == "Reviews" and name == "CPPreviewDate"
