"""Words and numbers, each written in one way throughout the report."""

MEASURES = {
    "s47_given_referral": ("a Section 47 enquiry", "children referred"),
    "plan_given_s47": (
        "a child protection plan",
        "children with a Section 47 enquiry",
    ),
    "care_order_given_entry": ("a care order", "children who entered care"),
}
"""A step, and the children among whom it is looked at."""

REFERENCE = "All other children"
"""No group is the norm: each is compared with all others of the same place."""


def ordered_measures(measures: set[str]) -> list[str]:
    """Measures in the order of the ladder, others after them."""
    known = [measure for measure in MEASURES if measure in measures]
    return known + sorted(measures - set(known))


def step_of(measure: str) -> str:
    """The step of a measure, in a sentence."""
    return MEASURES.get(measure, (measure.replace("_", " "), "children"))[0]


def among(measure: str) -> str:
    """The children among whom a measure looks."""
    return MEASURES.get(measure, ("", "children"))[1]


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
