"""What every reader is told, in plain words."""

RULE = (
    "Counts by borough and ethnic code are randomly rounded to a multiple of 5, by a "
    "secret, with and without the step apart. What is shown are sums of these; low is a "
    "sum of 0. z: not shown, a count is under 10."
)
TOLD = [
    (
        "A published 0 (low) stands for 0 to 4 children, a 5 for 1 to 9: any published "
        "count may be up to 4 away from the truth."
    ),
    (
        "Totals are the sums of what is published, so tables add up, and tables that tell of "
        "the same children agree. A borough's totals by ethnicity, of children with a step "
        "and of those without it, are within 4 of the truth, or where that cannot be had "
        "within 6, 9 or 14. Those of London and its halves are sums of boroughs, each with "
        "a rounding of its own: as often too high as too low, most often by less than 12."
    ),
    (
        "A count that did not change keeps what was published of it. A year closes two years "
        "after it ends, and its figures then stay."
    ),
    (
        "Rates and ratios are computed from the published counts, never from the true ones. "
        "Their intervals are widened for the rounding."
    ),
    (
        "The rounding makes it impossible to be certain of a small count. It does not make "
        "all values equally likely: a published 5 is most often 3 to 7."
    ),
]
CAVEATS = [
    (
        "Crude ratios: not adjusted for age, sex or need. London is the sum of the boroughs "
        "that sent, and boroughs differ in mix and in threshold."
    ),
    "Conditional on the step before: a low ratio can come from unequal referral.",
    "Most of the difference between ethnic groups goes with deprivation, not held here.",
    (
        "Care orders: Annex A tells the latest legal status only. Unaccompanied children "
        "cannot be told apart."
    ),
    "Brothers and sisters are referred together: the intervals are too narrow.",
]


def notes(boroughs: int, *, is_demo: bool) -> list[str]:
    """The notes of a release that `boroughs` of the 33 are in."""
    demo = (
        ["DEMO: made of made-up children, with demonstration secrets."]
        if is_demo
        else []
    )
    sent = f"{boroughs} of 33 boroughs are in these figures; London is their sum."
    return [*demo, sent, RULE, *TOLD, *CAVEATS]
