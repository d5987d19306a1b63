"""What is planted: the odds ratios between ethnic groups and codes, and their baselines.

The odds ratios are inventions. They are small enough to need the statistics and differ
enough in size and direction to show a swapped table, and they estimate nothing.
"""

from collections.abc import Mapping
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

WITHIN_GROUP: Mapping[Step, Mapping[str, float]] = {
    Step.S47_GIVEN_REFERRAL: {
        "WIRT": 1.8,
        "WROM": 1.6,
        "MWBC": 1.3,
        "MWAS": 0.8,
        "ABAN": 1.25,
        "APKN": 1.2,
        "AIND": 0.75,
        "CHNE": 0.55,
        "BCRB": 1.3,
        "BAFR": 0.9,
    },
    Step.PLAN_GIVEN_S47: {"CHNE": 0.7, "ABAN": 1.15, "BCRB": 1.2, "BAFR": 0.9},
}
"""Odds of a code against the others of its group; 1 where nothing is said.

The group as a whole keeps its ratio: its codes' odds are moved together until the mix of
those at the step has it (`code_odds_ratios`). So White other children have no disparity
as a group, and Gypsy, Roma and Traveller children among them do. At the two other steps
every code has the ratio of its group."""

BASELINES: Mapping[Step, float] = {
    Step.S47_GIVEN_REFERRAL: 0.294,
    Step.NFA_GIVEN_NO_S47: 0.119,
    Step.PLAN_GIVEN_S47: 0.247,
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
