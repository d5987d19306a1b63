"""Tables of the shape that a release publishes, of a London that is made up.

Rates are drawn, counted, rounded and given limits as the warehouse does it, so that what
is planted is as hard to find as there; the equality ratios are drawn with their errors.
"""

import math
from collections.abc import Collection, Sequence

import numpy as np

from liia.release.report import Tables
from liia.release.report.places import places

GROUPS = ["Asian", "Black", "Mixed", "White British", "White other", "Other"]
YEARS = ("202324", "202425", "202526")
MEASURES = {
    "s47_per_10000": ("Section 47 enquiries", "per_10000", 0.0200, "contested"),
    "plans_started_per_10000": ("Child protection plans started", "per_10000", 0.0050, "contested"),
    "looked_after_per_10000": ("Children looked after", "per_10000", 0.0051, "contested"),
    "rereferral_percent": ("Re-referrals within 12 months", "percent", 0.19, "lower_better"),
    "assessments_in_45_days_percent": ("Assessments finished in 45 working days", "percent", 0.84, "higher_better"),
    "repeat_plans_percent": ("Second or later child protection plan", "percent", 0.19, "lower_better"),
    "three_placements_percent": ("Three or more placements in a year", "percent", 0.10, "lower_better"),
}  # fmt: skip
"""Code to words, unit, London's rate and polarity."""
MANIFEST = {
    "release": "2026-03-31_v1",
    "status": "draft",
    "period_end": "2026-03-31",
    "code_version": "0.1.0",
    "disclosure_control": "All counts are randomly rounded to 5.",
    "caveats": ["Ratios are not adjusted for need."],
}


def release_of(tables: dict[str, list[dict]], status: str = "draft") -> Tables:
    """Those tables as a release that the report reads."""
    files = {name: f"liia_{name}_202526_v1.csv" for name in tables}
    placed = {
        name: [{"area_level": _level(row.get("area_name", "")), **row} for row in rows]
        for name, rows in tables.items()
    }
    return Tables({**MANIFEST, "status": status}, placed, files)


def _level(area: str) -> str:
    pooled = {"London": "london", "Inner London": "inner", "Outer London": "outer"}
    return pooled.get(area, "borough")


def whole_release(seed: int = 1, status: str = "draft", **planted) -> Tables:
    """Every table that the report draws."""
    chance = np.random.default_rng(seed)
    return release_of(
        {
            "equality_odds_ratios": odds_ratios(chance, planted.get("ratios", {})),
            "equality_trends": trends(chance),
            "equality_ladder": ladders(chance),
            "benchmarks": benchmarks(
                chance, planted.get("outliers", {}), planted.get("steps", {})
            ),
            "practice_changes": practice_changes(),
            "sufficiency": sufficiency(chance),
            "placement_flows": flows(chance),
            "submissions": submissions(planted.get("missing", ())),
        },
        status,
    )


def ratio_row(measure, group, value, *, spread=1.2, area="London", year="202526"):
    """A row of the odds ratios."""
    return {
        "time_period": year,
        "area_name": area,
        "ethnicity_level": "group",
        "measure": measure,
        "ethnic_group": group,
        "reference_group": "All other children",
        "children_with": "120",
        "children_without": "415",
        "reference_with": "1035",
        "reference_without": "low",
        **_estimate("odds_ratio", "ci", value, spread),
        **_estimate("adjusted_odds_ratio", "adjusted", value * 1.01, spread * 1.05),
        **_estimate("shrunken_odds_ratio", "shrunken", value**0.8, spread),
        "unknown_ethnicity_percent": "7",
        "boroughs_included": "32" if area == "London" else "1",
    }


def _estimate(name: str, ends: str, value: float, spread: float) -> dict[str, str]:
    return {
        name: f"{value:.2f}",
        f"{ends}_low": f"{value / spread:.2f}",
        f"{ends}_high": f"{value * spread:.2f}",
    }


def odds_ratios(chance, planted: dict[tuple[str, str], float]) -> list[dict]:
    """London's and boroughs' ratios, which differ from 1 by chance and what is planted."""
    rows = []
    for measure in ("s47_given_referral", "plan_given_s47", "care_order_given_entry"):
        for group in GROUPS:
            true = planted.get((measure, group), 1.0)
            for area, error in (("London", 0.1), *((name, 0.5) for name in places())):
                # Siblings widen what chance does, and the report is told of it.
                drawn = true * math.exp(chance.normal(0, error * 1.5**0.5))
                spread = math.exp(1.96 * error)
                rows.append(ratio_row(measure, group, drawn, spread=spread, area=area))
    return rows


def trends(chance, error: float = 0.12) -> list[dict]:
    """London's ratio of each year, and how it moved."""
    rows = []
    for measure in ("s47_given_referral", "plan_given_s47", "care_order_given_entry"):
        for group in GROUPS:
            drawn = [math.exp(chance.normal(0, error * 1.5**0.5)) for _ in YEARS]
            for number, year in enumerate(YEARS):
                row = {
                    "time_period": year,
                    "area_name": "London",
                    "measure": measure,
                    "ethnic_group": group,
                    "reference_group": "All other children",
                    **_estimate(
                        "odds_ratio", "ci", drawn[number], math.exp(1.96 * error)
                    ),
                    "previous_time_period": YEARS[number - 1] if number else "x",
                }
                moved = drawn[number] / drawn[number - 1]
                spread = math.exp(1.96 * error * math.sqrt(2))
                row |= (
                    _estimate("change_ratio", "change", moved, spread)
                    if number
                    else dict.fromkeys(
                        ("change_ratio", "change_low", "change_high"), "x"
                    )
                )
                rows.append(row)
    return rows


def ladders(chance) -> list[dict]:
    """Two ladders for London and for Camden; the City's counts are too small to show."""
    rungs = {
        "protection": ("referral", "s47", "conference", "plan"),
        "care": ("entry to care", "care order"),
    }
    rows = []
    for ladder, names in rungs.items():
        for area, error in (("London", 0.08), ("Camden", 0.3), ("City of London", 0)):
            for group in GROUPS:
                for order, rung in enumerate(names, start=1):
                    is_shown = error > 0 and (area, group) != ("Camden", "Other")
                    ratio = math.exp(chance.normal(0, error)) if is_shown else 1
                    spread = math.exp(1.96 * error)
                    reached = 2000 // 4**order
                    figures = {
                        "children_reached": str(reached),
                        "children_before": str(reached * 4),
                        **_estimate("step_ratio", "step_ratio", ratio, spread),
                        "excess_children": f"{reached * (1 - 1 / ratio):.0f}",
                        "excess_low": f"{reached * (1 - spread / ratio):.0f}",
                        "excess_high": f"{reached * (1 - 1 / ratio / spread):.0f}",
                        "share_of_gap_percent": "x",
                        "excess_so_far": "25",
                    }
                    rows.append(
                        {
                            "ladder": ladder,
                            "time_period": "202526",
                            "area_name": area,
                            "ethnic_group": group,
                            "reference_group": "All other children",
                            "rung": rung,
                            "rung_order": str(order),
                            **(figures if is_shown else dict.fromkeys(figures, "x")),
                            "boroughs_included": "32",
                            "denominator": "modelled population",
                        }
                    )
    return rows


def benchmarks(
    chance,
    outliers: dict[tuple[str, str], float],
    steps: dict[tuple[str, str], float],
    spread: float = 0.15,
) -> list[dict]:
    """Every measure of every borough and year, with limits. The log odds of boroughs
    usually differ by `spread`; outliers' odds by their factor in all years, steps' in the
    last year alone.
    """
    rows = []
    for measure, (label, unit, level, polarity) in MEASURES.items():
        usual = {name: chance.normal(0, spread) for name in places()}
        for year in YEARS:
            counted = {}
            for name in places():
                size = _size(name, unit, measure)
                odds = level / (1 - level)
                odds *= math.exp(usual[name] + chance.normal(0, 0.04))
                odds *= outliers.get((measure, name), 1)
                odds *= steps.get((measure, name), 1) if year == YEARS[-1] else 1
                with_it = chance.binomial(size, odds / (1 + odds))
                without = _rounded(chance, size - with_it)
                with_it = _rounded(chance, with_it)
                counted[name] = (with_it, with_it + without)
            rows += _benchmark_rows(counted, measure, label, unit, polarity, year)
    return rows


def _size(name: str, unit: str, measure: str) -> int:
    small = {"City of London": 0.02, "Kensington and Chelsea": 0.5, "Croydon": 1.7}
    share = small.get(name, 0.8 + 0.4 * (len(name) % 5) / 4)
    if unit == "per_10000":
        return int(58_000 * share)
    placed = (
        320 if measure in ("three_placements_percent", "repeat_plans_percent") else 2400
    )
    return int(placed * share)


def _rounded(chance, count: float) -> int:
    low = int(count) // 5 * 5
    return low + 5 * int(chance.random() < (count - low) / 5)


def _benchmark_rows(counted, measure, label, unit, polarity, year) -> list[dict]:
    per = 10_000 if unit == "per_10000" else 100
    total = tuple(map(sum, zip(*counted.values(), strict=True)))
    london = total[0] / total[1]
    tau2 = _between(counted, london)
    rows = []
    for area, (with_it, size) in {"London": total, **counted}.items():
        is_shown = with_it >= 10 and size - with_it >= 10
        error = 1 / math.sqrt(with_it * (size - with_it) / size) if is_shown else 0
        expected = math.sqrt(1 / (london * (1 - london) * max(size, 1)) + tau2)

        def at(share, z, error, per=per):
            odds = share / (1 - share) * math.exp(z * error)
            return f"{odds / (1 + odds) * per:.1f}"

        share = with_it / size if is_shown else 0.5
        figures = {
            "numerator": str(with_it),
            "denominator": str(size),
            "rate": at(share, 0, 0),
            "rate_low": at(share, -1.96, error),
            "rate_high": at(share, 1.96, error),
        }
        limits = {
            "limit_low_95": at(london, -1.96, expected),
            "limit_high_95": at(london, 1.96, expected),
            "limit_low_998": at(london, -3.09, expected),
            "limit_high_998": at(london, 3.09, expected),
        }
        rows.append(
            {
                "measure": measure,
                "measure_label": label,
                "area_name": area,
                "time_period": year,
                **(figures if is_shown else dict.fromkeys(figures, "z")),
                "unit": unit,
                "polarity": polarity,
                "london_rate": at(london, 0, 0),
                **limits,
                "is_practice_to_look_at": str(
                    is_shown
                    and polarity != "contested"
                    and year == YEARS[-1]
                    and float(figures["rate"]) > float(limits["limit_high_998"])
                ).lower(),
                "neighbours_rate": "x",
                "neighbours_in_london": "7",
                "england_rate": f"{london * per * 1.1:.1f}",
                "boroughs_included": "33" if area == "London" else "1",
            }
        )
    return rows


def _between(counted: dict[str, tuple[int, int]], london: float) -> float:
    """How far boroughs usually differ: winsorised, so that an outlier widens no limit."""
    pairs = [(a, n) for a, n in counted.values() if a >= 10 and n - a >= 10]
    middle = math.log(london / (1 - london))
    logits = np.array([math.log(a / (n - a)) - middle for a, n in pairs])
    within = np.array([1 / (london * (1 - london) * n) for _, n in pairs])
    scores = logits / np.sqrt(within)
    scores = np.clip(scores, *np.quantile(scores, (0.1, 0.9)))
    weights = 1 / within
    spare = float((scores**2).sum()) - (len(pairs) - 1)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, spare / scale)


def practice_changes() -> list[dict]:
    """One change that was announced in time."""
    return [
        {
            "time_period": "202526",
            "area_name": "Hackney",
            "measure_label": "Assessments finished in 45 working days",
            "change_of_practice": "A weekly look at old assessments",
            "rate_before": "81.7",
            "rate_after": "92.5",
            "rate_expected": "82.5",
            "effect_ratio": "2.25",
            "effect_low": "1.61",
            "effect_high": "2.57",
            "finding": "moved as expected",
        }
    ]


def sufficiency(chance) -> list[dict]:
    """Two ways to sort the same children."""
    ways = {
        "distance": (
            "Distance from home",
            {"under_5": "Under 5 miles", "5_to_10": "5 to 10 miles", "10_to_18": "10 to 18 miles", "18_to_22": "18 to 22 miles: either side of 20", "over_22": "Over 22 miles"},
        ),
        "provider": (
            "Who provides the placement",
            {"own": "Own provision", "private": "Private", "voluntary": "Voluntary"},
        ),
    }  # fmt: skip
    areas = ("London", "Inner London", "Outer London", "Camden", "Islington")
    rows = []
    for measure, (label, categories) in ways.items():
        for area in areas:
            shares = chance.dirichlet([8.0] * len(categories)) * 100
            for (category, words), share in zip(
                categories.items(), shares, strict=True
            ):
                rows.append(
                    {
                        "area_name": area,
                        "time_period": "202526",
                        "measure": measure,
                        "measure_label": label,
                        "category": category,
                        "category_label": words,
                        "children": str(int(share * 4) // 5 * 5),
                        "share": f"{share:.1f}",
                        "share_low": f"{max(0, share - 6):.1f}",
                        "share_high": f"{min(100, share + 6):.1f}",
                        "boroughs_included": "33",
                    }
                )
    return rows


def flows(chance) -> list[dict]:
    """From each borough to itself, to some others and beyond London."""
    names = list(places())
    rows = []
    for origin in names:
        elsewhere = chance.choice(names, 6, replace=False)
        for destination in (*names, "South East"):
            most = {origin: 150, "South East": 40}.get(destination, 0)
            most = most or (25 if destination in elsewhere else 2)
            children = _rounded(chance, chance.uniform(0, most))
            rows.append(
                {
                    "time_period": "202526",
                    "origin_area": origin,
                    "destination": destination,
                    "children": str(children) if children else "low",
                }
            )
    return rows


def submissions(missing: Collection[tuple[str, str]] = ()) -> list[dict]:
    """Every return of three years; `missing` has a borough and a return of the last."""
    periods: dict[str, Sequence[str]] = {
        "annex_a": ("202509", "202512", "202603"),
        "cin_census": ("202403", "202503"),
        "ssda903": ("202403", "202503"),
    }
    return [
        {
            "submitted_return": name,
            "time_period": "202526",
            "period_month": month,
            "area_name": area,
            "submission_status": "not sent"
            if (area, name) in missing and month == months[-1]
            else "sent",
        }
        for name, months in periods.items()
        for month in months
        for area in places()
    ]
