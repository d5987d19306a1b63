"""How often things happen, apart from what is planted.

Shares are set near what DfE publishes for London, year ending March 2025 (Children in
need; Children looked after), so that the counts look like a borough's.
"""

from collections.abc import Mapping
from datetime import date

NOT_KNOWN_SHARE = 0.05
"""Children whose ethnicity is refused or not yet obtained; the same in every group."""

ASSESSED_SHARE = 0.92
"""Of referrals that are neither NFA nor led to a Section 47; the others always are."""

IN_NEED_SHARE = 0.54
"""Of referrals without a Section 47 that are not NFA: 29% are assessed not in need."""

IN_NEED_AFTER_S47_SHARE = 0.8
"""Of Section 47 enquiries without a plan."""

CONFERENCE_WITHOUT_PLAN_SHARE = 0.07
"""Of Section 47 enquiries without a plan."""

REREFERRED_SHARE = 0.391
"""Of closed episodes that are followed by another in time. Makes 19% of referrals ones
within a year of the last."""

GAP_DAYS = 190
"""Mean from closing to the next referral."""

REFERRALS_PER_CHILD = 1.585
"""Of a child's whole journey: what turns yearly referrals into yearly new children."""

ENTRY_AFTER_PLAN, ENTRY_AFTER_S47, ENTRY_IN_NEED = 0.13, 0.0385, 0.0275
"""Children who enter care: on a plan; after a Section 47 alone; in need alone."""

ENTRY_BY_AGE = {0: 16, 0.25: 5.3, 1: 0.7, 5: 0.67, 10: 0.94, 16: 0.85, 18: 6.7}
"""Age under which a child in need is so many times as likely to enter care; the unborn
are under 0."""

ENTRY_TREND = {2023: 1.15, 2024: 1.1}
"""Entries in years up to the first, and in the second, against those since: starts fell
from 4,910 to 4,690 to 4,260 (DfE, Children looked after, years ending March 2023 to
2025), which is why more children left care than entered it."""

UNACCOMPANIED_PER_REFERRED_CHILD = 760 / 73_500
"""Children who arrive alone, looked after from the first day."""


def entry_trend(day: date) -> float:
    """How likely entry was on `day`, against now."""
    year = day.year + (day.month > 3)
    first, second = ENTRY_TREND
    return ENTRY_TREND[first if year <= first else second] if year <= second else 1.0


SOURCES: Mapping[str, int] = {
    "1A": 40,
    "1B": 15,
    "1C": 15,
    "1D": 10,
    "2A": 228,
    "2B": 25,
    "3A": 20,
    "3B": 30,
    "3C": 10,
    "3D": 18,
    "3E": 60,
    "3F": 45,
    "4": 15,
    "5A": 50,
    "5B": 20,
    "5C": 35,
    "5D": 20,
    "6": 276,
    "7": 20,
    "8": 35,
    "9": 10,
    "10": 3,
}
"""Source of referral to its weight: police 27.6%, schools 22.8%, health 18.3%."""

NEEDS: Mapping[str, int] = {
    "N1": 52,
    "N2": 9,
    "N3": 5,
    "N4": 12,
    "N5": 13,
    "N6": 3,
    "N7": 1,
    "N8": 1,
    "N9": 1,
    "N0": 3,
}
"""Primary need of a referred child to its weight."""

UNBORN_SHARE = 0.015
DISABLED_SHARE = 0.12
EARLIER_PLAN_SHARE = 0.15
"""Plans of children who had one before our records begin (repeat plans, ever: 19%)."""
