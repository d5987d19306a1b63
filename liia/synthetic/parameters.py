"""What is planted: the odds ratios between ethnic groups and the risks they act on.

The odds ratios are inventions. They are small enough to need the statistics and differ
enough in size and direction to show a swapped table, and they estimate nothing. Risks
and shares are set near what DfE publishes for London, year ending March 2025 (Children
in need; Children looked after), so that the counts look like a borough's.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class Step(StrEnum):
    """A step of a child's journey, given the step before it."""

    S47_GIVEN_REFERRAL = "s47_given_referral"
    NFA_GIVEN_NO_S47 = "nfa_given_no_s47"
    PLAN_GIVEN_S47 = "plan_given_s47"
    CARE_ORDER_GIVEN_ENTRY = "care_order_given_entry"
    """Unaccompanied children apart: they are accommodated, whoever they are."""


GROUPS: Mapping[str, Mapping[str, int]] = {
    "White British": {"WBRI": 313},
    "White other": {"WOTH": 184, "WIRI": 6, "WROM": 2, "WIRT": 1},
    "Mixed": {"MOTH": 69, "MWBC": 33, "MWAS": 28, "MWBA": 20},
    "Asian": {"AIND": 90, "ABAN": 80, "AOTH": 63, "APKN": 61, "CHNE": 12},
    "Black": {"BAFR": 157, "BCRB": 50, "BOTH": 28},
    "Other": {"OOTH": 83},
    "Not known": {"NOBT": 3, "REFU": 2},
}
"""Group to its DfE codes and their weights inside it; Chinese is Asian, as in Census
2021. Weights are thousands of London pupils, DfE school census 2021/22 (OGL v3), save
the last group's: that census has one code for both, and their split is made up. The
boroughs differ within groups too; one split for all is enough to have each code occur.
"""

GROUP_OF = {code: group for group, codes in GROUPS.items() for code in codes}

NOT_KNOWN_SHARE = 0.05
"""Children whose ethnicity is refused or not yet obtained; the same in every group."""

REFERENCE_GROUP = "White British"

ODDS_RATIOS: Mapping[Step, Mapping[str, float]] = {
    Step.S47_GIVEN_REFERRAL: {
        "White British": 1.0,
        "White other": 1.0,
        "Mixed": 1.25,
        "Asian": 1.15,
        "Black": 1.4,
        "Other": 0.85,
        "Not known": 1.0,
    },
    Step.NFA_GIVEN_NO_S47: dict.fromkeys(GROUPS, 1.0),
    Step.PLAN_GIVEN_S47: {
        "White British": 1.0,
        "White other": 1.0,
        "Mixed": 1.0,
        "Asian": 0.75,
        "Black": 0.8,
        "Other": 0.7,
        "Not known": 1.0,
    },
    Step.CARE_ORDER_GIVEN_ENTRY: {
        "White British": 1.0,
        "White other": 1.0,
        "Mixed": 1.0,
        "Asian": 0.65,
        "Black": 0.7,
        "Other": 0.45,
        "Not known": 1.0,
    },
}
"""Odds of the step against those of White British children in the middling borough.

For Mixed children all the disparity arises at one step; for White other ones at none;
at NFA there is none for anybody."""

ODDS_RATIO_SPREAD: Mapping[Step, float] = {
    Step.S47_GIVEN_REFERRAL: 0.15,
    Step.NFA_GIVEN_NO_S47: 0.0,
    Step.PLAN_GIVEN_S47: 0.1,
    Step.CARE_ORDER_GIVEN_ENTRY: 0.0,
}
"""Standard deviation between boroughs of the log odds ratios that are not 1."""

BASELINES: Mapping[Step, float] = {
    Step.S47_GIVEN_REFERRAL: 0.305,
    Step.NFA_GIVEN_NO_S47: 0.119,
    Step.PLAN_GIVEN_S47: 0.257,
    Step.CARE_ORDER_GIVEN_ENTRY: 0.57,
}
"""Probability of the step for a White British child in the middling borough."""

THRESHOLD_SPREAD = 0.15
"""Standard deviation between boroughs of the baselines' log odds. With none, adding the
boroughs' tables up would be as good as stratifying: no test could tell them apart."""

ASIAN_SHARE_OF_LONDON = 0.24
THRESHOLD_SLOPE = -1.8
"""Log odds of a Section 47 for each whole share of Asian pupils above London's: a
Simpson's paradox. In every borough an Asian child's odds are the higher; the boroughs'
tables added up say the lower."""

ASSESSED_SHARE = 0.92
"""Of referrals that are neither NFA nor led to a Section 47; the others always are."""

IN_NEED_SHARE = 0.54
"""Of referrals without a Section 47 that are not NFA: 29% are assessed not in need."""

IN_NEED_AFTER_S47_SHARE = 0.8
"""Of Section 47 enquiries without a plan."""

CONFERENCE_WITHOUT_PLAN_SHARE = 0.07
"""Of Section 47 enquiries without a plan."""

LATE_CONFERENCE_SHARE = 0.206
"""Of conferences: held after the 15th working day."""

REREFERRED_SHARE = 0.391
"""Of closed episodes that are followed by another in time. Makes 19% of referrals ones
within a year of the last."""

GAP_DAYS = 190
"""Mean from closing to the next referral."""

REFERRALS_PER_CHILD = 1.585
"""Of a child's whole journey: what turns yearly referrals into yearly new children."""

ENTRY_AFTER_PLAN, ENTRY_AFTER_S47, ENTRY_IN_NEED = 0.13, 0.04, 0.028
"""Children who enter care: on a plan; after a Section 47 alone; in need alone."""

ENTRY_BY_AGE = {1: 3.5, 5: 0.6, 10: 0.73, 16: 0.91, 18: 7.2}
"""Age under which a child in need is so many times as likely to enter care."""

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


def probability(baseline: float, odds_ratio: float) -> float:
    """The probability whose odds are `odds_ratio` times those of `baseline`."""
    odds = baseline / (1 - baseline) * odds_ratio
    return odds / (1 + odds)
