"""Words and numbers, each written in one way throughout the report."""

import calendar
from datetime import date

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

MAIN = ("s47_given_referral", "plan_given_s47", "care_order_given_entry")
"""What the analysis exists for: drawn borough by borough and year by year."""

GROUPS = ("Asian", "Black", "Mixed", "White British", "White other", "Other")
"""The groups that are compared; White as a whole is not, it would be told twice."""

REFERENCE = "All other children"
"""No group is the norm: each is compared with all others of the same place."""

LADDERS = {
    "protection": (
        "to a child protection plan",
        ("referral", "s47", "conference", "plan"),
    ),
    "care": ("to a care order", ("entry to care", "care order")),
}
RUNGS = {
    "referral": "a referral",
    "s47": "a Section 47 enquiry",
    "conference": "an initial conference",
    "plan": "a child protection plan",
    "entry to care": "entry to care",
    "care order": "a care order",
}

SHARES = {
    "placement": (),
    "provider": (),
    "place": ("own", "london", "beyond", "not_known"),
    "distance": ("under_5", "5_to_10", "10_to_18", "18_to_22", "over_22", "not_known"),
    "time_in_placement": (
        "under_6_months",
        "6_to_12_months",
        "1_to_2_years",
        "2_to_5_years",
        "5_years_or_more",
        "not_known",
    ),
    "three_or_more_placements": (),
    "settled": (),
    "move_reason": (),
    "leaving_reason": (),
}
"""Ways to sort children or placements that are drawn, and the order of their categories
where they have one; the others are drawn by size, and other ways stand in the files."""

RETURNS = {"annex_a": "Annex A", "cin_census": "CIN census", "ssda903": "SSDA903"}

UNITS = {"per_10000": "per 10,000 children", "percent": "%", "days": "days"}

FILES = {
    "equality_odds_ratios": "odds ratios of each step, by ethnic group and code",
    "equality_heterogeneity": "how far boroughs differ in those ratios",
    "equality_ladder": "where along the ladder a gap opens, and how many children it is",
    "equality_trends": "how the ratios moved from year to year",
    "equality_counts": "the counts behind the ratios",
    "benchmarks": "service measures, with limits and comparators",
    "practice_changes": "registered changes of practice, and what followed",
    "sufficiency": "where children live, with whom and for how long",
    "placement_flows": "from which borough to which",
    "submissions": "who sent which return",
}
"""What the files of a release hold."""


def step_of(measure: str) -> str:
    """The step of a measure, in a sentence."""
    return MEASURES[measure][0]


def among(measure: str) -> str:
    """The children among whom a measure looks."""
    return MEASURES[measure][1]


def year(time_period: str) -> str:
    """202526 as 2025-26."""
    return f"{time_period[:4]}-{time_period[4:]}"


def month(period: str) -> str:
    """202603 as Mar 2026."""
    return f"{calendar.month_abbr[int(period[4:])]} {period[:4]}"


def day(text: str) -> str:
    """2026-03-31 as 31 March 2026."""
    told = date.fromisoformat(text)
    return f"{told.day} {told:%B %Y}"


def the(place: str) -> str:
    """A place within a sentence: the City of London, the South East, Camden."""
    quarters = ("North ", "East ", "South ", "West ")
    has_article = place == "City of London" or place.startswith(quarters)
    return f"the {place}" if has_article else place


def ratio(value: float) -> str:
    """1.532 as 1.53."""
    return f"{value:.2f}"


def interval(low: float, high: float) -> str:
    """(1.24 to 1.83)."""
    return f"({low:.2f} to {high:.2f})"


def rate(value: float) -> str:
    """512.34 as 512, 51.23 as 51.2."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def with_unit(value: float, unit: str) -> str:
    """51.2 per 10,000 children; 17.3 %."""
    return f"{rate(value)} {UNITS.get(unit, unit)}"


def more_or_fewer(value: float) -> str:
    """67 as +67, -12 with a proper minus."""
    words = f"{value:+,.0f}".replace("-", "\N{MINUS SIGN}")
    return "0" if words[1:] == "0" else words


def cell(text: str) -> str:
    """A figure as a table shows it: [z] in brackets, thousands apart."""
    if text in ("z", "low", "c", "x"):
        return f"[{text}]"
    if text.lstrip("-").isdigit() and len(text) < 10:
        return f"{int(text):,}".replace("-", "\N{MINUS SIGN}")
    return text


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


def within_a_heading(label: str) -> str:
    """A category after a colon: In the borough as in the borough."""
    return label[:1].lower() + label[1:]


def listed(words: list[str]) -> str:
    """One, two and three."""
    if len(words) == 1:
        return words[0]
    first, *others = words
    *middle, last = [within_a_sentence(one) for one in others]
    return ", ".join([first, *middle]) + " and " + last


def capital(words: str) -> str:
    """The first letter of a sentence."""
    return words[:1].upper() + words[1:]
