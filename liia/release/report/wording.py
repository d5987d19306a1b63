"""Words and numbers, each written in one way throughout the report."""

MEASURES = {
    "assessment_given_referral": ("an assessment", "children referred"),
    "s47_given_referral": ("a Section 47 enquiry", "children referred"),
    "conference_given_s47": (
        "an initial child protection conference",
        "children with a Section 47 enquiry",
    ),
    "plan_given_s47": (
        "a child protection plan",
        "children with a Section 47 enquiry",
    ),
    "care_given_referral": ("entering care", "children referred"),
    "care_order_given_entry": ("a care order", "children who entered care"),
    "three_placements_given_care": (
        "three or more placements in a year",
        "children looked after",
    ),
    "out_of_borough_given_care": (
        "a placement outside the borough",
        "children looked after",
    ),
}
"""A step, and the children among whom it is looked at, in the order of the ladder. What
a release holds besides stands in its tables alone."""

BY_BOROUGH = ("s47_given_referral", "plan_given_s47", "care_order_given_entry")
"""Measures that are drawn borough by borough: what the analysis exists for."""

GROUPS = ("Asian", "Black", "Mixed", "White British", "White other", "Other")
"""The groups that are compared; White as a whole is not, it would be told twice."""

REFERENCE = "All other children"
"""No group is the norm: each is compared with all others of the same place."""


def step_of(measure: str) -> str:
    """The step of a measure, in a sentence."""
    return MEASURES[measure][0]


def among(measure: str) -> str:
    """The children among whom a measure looks."""
    return MEASURES[measure][1]


def year(time_period: str) -> str:
    """202526 as 2025-26."""
    return f"{time_period[:4]}-{time_period[4:]}"


def ratio(value: float) -> str:
    """1.532 as 1.53."""
    return f"{value:.2f}"


def interval(low: float, high: float) -> str:
    """(1.24 to 1.83)."""
    return f"({low:.2f} to {high:.2f})"


def children(group: str) -> str:
    """A group as the subject of a sentence."""
    if group == "Mixed":
        return "Children of mixed ethnicity"
    if group == "Other":
        return "Children of other ethnic groups"
    if group == "White other":
        return "White children who are not White British"
    return f"{group} children"


def within_a_sentence(words: str) -> str:
    """Without the capital of a sentence's beginning; Asian and Black keep theirs."""
    return (
        words.replace("Children", "children", 1) if words[:8] == "Children" else words
    )
