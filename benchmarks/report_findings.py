"""What stands out in the report, over 20 made-up Londons: what was planted, and nothing else.

python -m benchmarks.report_findings [SEEDS]

Children are drawn at London's true size, in families that share their outcome, counted,
rounded by chance to fives, and go through the macros that publish ratios and trends;
service measures are drawn and given limits by `tests.release.made_up`. Three ways: with a
ratio, an outlier and a step planted; with nothing planted; and with the differences that
ethnic groups have in all of London today, beside which the outlier must still be told.
"""

import sys
from collections import Counter
from collections.abc import Mapping

import numpy as np

from liia.release.report import Tables
from liia.release.report.findings import findings
from liia.release.report.places import places
from tests.equalities.macros import database, load, rendered
from tests.release.made_up import YEARS, benchmarks, release_of

STEPS = {
    "s47_given_referral": (0.30, 78_000),
    "plan_given_s47": (0.28, 21_000),
    "care_order_given_entry": (0.35, 4_600),
}
"""Share of children who go on, and children of a year who could, in London."""
GROUPS = {
    "ABAN": ("Asian", 0.17),
    "BAFR": ("Black", 0.24),
    "MWBC": ("Mixed", 0.14),
    "WBRI": ("White British", 0.27),
    "WOTH": ("White other", 0.12),
    "OOTH": ("Other", 0.06),
}
"""Ethnic code to its group, and the group's share of children."""
FAMILY = 1.5
"""Children who go together, on average: what the report widens its intervals for."""
RATIO = ("s47_given_referral", "Black")
OUTLIER = ("assessments_in_45_days_percent", "Brent")
STEP = ("rereferral_percent", "Hackney")
WIDE = {(step, group): ratio for step in STEPS for group, ratio in
        (("Black", 1.35), ("Mixed", 1.25), ("Asian", 0.85), ("White British", 0.9))}  # fmt: skip
WAYS = {
    "planted": ({RATIO: 1.25}, {OUTLIER: 1 / 3.5}, {STEP: 0.35}),
    "nothing planted": ({}, {}, {}),
    "among wide differences": (WIDE, {OUTLIER: 1 / 3.5}, {STEP: 0.35}),
}
TABLES = {
    "equality_odds_ratios": "odds_ratio_table",
    "equality_trends": "trend_table",
}


def main() -> None:
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    for way, planted in WAYS.items():
        told = [findings(a_london(seed, *planted)) for seed in seeds]
        subjects = Counter(one.subject for of in told for one in of)
        print(f"{way}: {len(told)} seeds, nothing stands out in {told.count([])}")
        for ratio in planted[0] if len(planted[0]) == 1 else ():
            print(f"  the ratio planted is told in {subjects['|'.join(ratio)]}")
        for outlier in planted[1]:
            print(f"  the outlier planted is told in {subjects['|'.join(outlier)]}")
        for step in planted[2]:
            print(
                f"  the step planted is told in {subjects['|'.join((*step, 'step'))]}"
            )
        # Where one group's odds differ, so do all others' against "all other children".
        meant = {step for step, _ in planted[0]}
        meant |= {"|".join(pair) for pair in (*planted[1], *planted[2])}
        others = {
            subject: count
            for subject, count in subjects.items()
            if not any(subject.startswith(one) for one in meant)
        }
        print(f"  what was not planted: {others or 'never told'}")


def a_london(
    seed: int,
    ratios: Mapping[tuple[str, str], float],
    outliers: Mapping[tuple[str, str], float],
    steps: Mapping[tuple[str, str], float],
) -> Tables:
    """The tables of one made-up London, as a release holds them."""
    chance = np.random.default_rng(seed)
    connection = _counted(chance, ratios)
    tables = {name: _published(connection, of) for name, of in TABLES.items()}
    return release_of(
        {**tables, "benchmarks": benchmarks(chance, dict(outliers), dict(steps))}
    )


def _counted(chance, ratios: Mapping[tuple[str, str], float]):
    """A database of protected counts, and of the seeds that the macros read."""
    connection = database()
    names = list(places())
    load(
        connection,
        "boroughs",
        [{"borough_code": n, "inner_outer": "Inner"} for n in names],
    )
    load(
        connection,
        "ethnic_groups",
        [{"ethnicity_code": c, "ethnic_group": g} for c, (g, _) in GROUPS.items()],
    )
    load(
        connection,
        "equality_measures",
        [{"measure": step, "basis": "previous step", "caveat": ""} for step in STEPS],
    )
    connection.execute(
        """
        create table population_counts (measure varchar, time_period varchar,
            borough_code varchar, ethnicity_code varchar, children_with bigint);
        create table counts_by_age_sex (measure varchar, time_period varchar,
            borough_code varchar, ethnic_group varchar, age_band varchar,
            sex_code varchar, children_with bigint, children_without bigint);
        create table int_child_populations (time_period varchar, borough_code varchar,
            ethnicity_code varchar, population double, population_source varchar)
        """
    )
    rows = []
    for step, (share, children) in STEPS.items():
        for name in names:
            threshold = share / (1 - share) * np.exp(chance.normal(0, 0.25))
            for code, (group, part) in GROUPS.items():
                odds = threshold * ratios.get((step, group), 1)
                for year in YEARS:
                    families = chance.poisson(children * part / len(names) / FAMILY)
                    went = chance.binomial(families, odds / (1 + odds))
                    rows.append(
                        {
                            "measure": step,
                            "time_period": year,
                            "borough_code": name,
                            "ethnicity_code": code,
                            "children_with": _rounded(chance, went * FAMILY),
                            "children_without": _rounded(
                                chance, (families - went) * FAMILY
                            ),
                        }
                    )
    load(connection, "counts", rows)
    return connection


def _rounded(chance, children: float) -> int:
    below = int(children // 5 * 5)
    return below + 5 * int(chance.random() < (children - below) / 5)


def _published(connection, macro: str) -> list[dict[str, str]]:
    """The rows of a published table, as its csv writes them."""
    found = connection.execute(
        rendered(
            f"with {{{{ {macro}('counts', 'population_counts', 'counts_by_age_sex', "
            f"noise=4, fewest=10) }}}} select * from {macro} "
            "where ethnicity_level = 'group'"
        )
    )
    names = [column[0] for column in found.description]
    return [
        {
            "area_name": "London" if row["area_code"] == "LONDON" else row["area_code"],
            **{name: _written(value) for name, value in row.items()},
        }
        for row in (dict(zip(names, one, strict=True)) for one in found.fetchall())
    ]


def _written(value: object) -> str:
    if value is None:
        return "z"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
