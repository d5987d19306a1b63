"""What the measures of service improvement show of a made-up London whose truth is known.

    .venv/bin/python -m benchmarks.service_improvement london [folder [scale]]
    .venv/bin/python -m benchmarks.service_improvement planted [last [scale [first seed]]]

`london` walks a clean London of three years and all returns through the house, and sets
each measure beside its truth, borough by borough, and beside the figure that the DfE
published. A folder keeps what was made, so that it is made once.

`planted` draws London anew for each seed and has the macros look at it: are the boroughs
that were made to stand out found, how many that were not are, is the change of practice
recovered, and how often is one found where none was planted.
"""

import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path

from benchmarks.synthetic_london import send
from ingest.intake import ingest
from liia.build import build
from liia.clock import this_moment
from liia.configuration import settings
from liia.doctor import make_missing_keys
from liia.keys import new_key, read_key
from liia.synthetic.boroughs import boroughs
from liia.synthetic.calibration import tally
from liia.synthetic.london import (
    LEAD_IN_MONTHS,
    Plan,
    history_of,
    make_london,
)
from liia.synthetic.planted.practice import CHANGES, OUTLIERS, Limit
from liia.warehouse import connect
from tests.benchmarks.london import changes, found, load_london, london
from tests.benchmarks.truth import BY_SECTOR, true_totals

YEARS, PROCESSES = 3, 2
SHORT_LEAD_IN = 48
"""Months: enough for plans and episodes of need, which is all that `planted` looks at."""
PUBLISHED = "202425"
STANDING_OUT = sorted(
    {code for those in OUTLIERS.values() for code in those}
    | {change.borough_code for change in CHANGES}
)
SHARES = {
    "rereferral_percent": ("rereferred", "referrals"),
    "nfa_percent": ("nfa", "referrals"),
    "not_in_need_percent": ("not_in_need", "referrals"),
    "assessments_in_45_days_percent": ("assessments_in_45_days", "assessments"),
    "conferences_in_15_days_percent": ("conferences_in_15_days", "conferences_timed"),
    "repeat_plans_percent": ("repeat_plans", "plans_started"),
    "plans_open_2_years_percent": ("plans_open_2_years", "plans_open"),
    "plans_reviewed_percent": ("plans_reviewed", "plans_to_review"),
}
"""Measure to the tallies of a history that it divides."""
RATES = {
    "referrals_per_10000": "referrals",
    "s47_per_10000": "s47",
    "conferences_per_10000": "conferences",
    "plans_started_per_10000": "plans_started",
    "plans_open_per_10000": "plans_open",
    "cin_started_per_10000": "in_need_started",
    "cin_open_per_10000": "in_need_open",
}
MEASURED_BY = {
    Limit.CONFERENCE: "conferences_in_15_days_percent",
    Limit.ASSESSMENT: "assessments_in_45_days_percent",
}

PLANTED_CHANGES = {
    (change.borough_code, MEASURED_BY[change.limit]): 1 / change.odds_ratio
    for change in CHANGES
}
"""Borough and measure to how many times its odds are in time from then on."""


def walk(folder: Path, plan: Plan, codes: list[str]) -> None:
    """From nothing to a warehouse, `folder` holding all of it; made once."""
    os.environ |= {"LIIA_HOME": str(folder / "home"), "LIIA_TODAY": "2026-07-01"}
    kept = settings().model_copy(update={"after_landing": "keep"})
    if not kept.landing_file.exists():
        list(make_london(plan, codes, PROCESSES))
        make_missing_keys(kept, demo=True)
        for code in codes:
            new_key(folder / f"{code}.key", "borough", demo=True)
        with ProcessPoolExecutor(PROCESSES) as pool:
            list(pool.map(partial(send, folder, plan.out, ""), codes))
        key = read_key(kept.key_file("landing"), "landing")
        outcomes = list(ingest(kept.inbox_folder, kept, key, this_moment()))
        assert not any(outcome.is_refusal for outcome in outcomes)
    build(kept)


def show_london(folder: Path, scale: float) -> None:
    """Each measure beside the truth and the published figure."""
    plan, codes = Plan(folder / "raw", YEARS, scale, extracts_per_year=1), [*boroughs()]
    walk(folder, plan, codes)
    with connect() as warehouse:
        held = {
            (measure, year, code): (with_it, whole)
            for measure, year, code, with_it, whole in warehouse.execute(
                "select measure, time_period, borough_code, sum(counted) filter "
                "(where part = 'with'), sum(counted) from benchmarks.benchmark_totals "
                "group by all"
            ).fetchall()
        }
        rates = warehouse.execute(
            """select benchmarks.measure, benchmarks.rate, published_rates.london_rate
            from benchmarks.benchmarks inner join seeds.published_rates
                on benchmarks.measure = published_rates.measure
                and benchmarks.time_period = published_rates.time_period
            where benchmarks.time_period = ? and benchmarks.area_code = 'LONDON'
            order by benchmarks.measure""",
            [PUBLISHED],
        ).fetchall()
    print(f"{'London, ' + PUBLISHED:36}{'published':>10}{'here':>10}{'difference':>12}")
    for measure, rate, published in rates:
        # The population is whole, the children are a share of London's.
        here = rate / scale if measure.endswith("10000") else rate
        print(f"{measure:36}{published:10.1f}{here:10.1f}{here / published - 1:+11.1%}")
    true = dict(true_of(plan, codes))
    print(
        f"\n{'against the truth':36}{'cells':>8}{'differ':>8}{'true':>10}{'held':>10}"
    )
    for measure in sorted({measure for measure, _, _ in true}):
        keys = [key for key in held if key[0] == measure]
        differ = sum(true.get(key, (0, 0)) != held[key] for key in keys)
        sums = [sum(of.get(key, (0, 0))[0] for key in keys) for of in (true, held)]
        note = "  by sector where Annex A is silent" if measure in BY_SECTOR else ""
        print(f"{measure:36}{len(keys):8}{differ:8}{sums[0]:10,}{sums[1]:10,}{note}")


def true_of(plan: Plan, codes: list[str]) -> Iterator[tuple[tuple, tuple]]:
    """Measure, year and borough to numerator and denominator; of a rate, twice the one."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        counted = pool.map(partial(tallies, plan), codes, [True] * len(codes))
        histories = dict(zip(codes, counted, strict=True))
    told_since = date(plan.year_ends[0].year - 1, 4, 1)
    for year_end in plan.year_ends:
        year = time_period(year_end.year)
        totals = true_totals(plan.out / "truth", codes, year_end, told_since)
        for measure, code, numerator, denominator in totals:
            whole = numerator if denominator is None else denominator
            yield (measure, year, code), (numerator, whole)
        for code in codes:
            of = histories[code][year]
            counts = (of["repeat_plans"], of["plans_started"])
            yield ("repeat_plans_percent", year, code), counts


def tallies(
    plan: Plan, code: str, has_outliers: bool, lead_in_months: int = LEAD_IN_MONTHS
) -> dict[str, Counter[str]]:
    """Year to the counts of one borough's history."""
    history = history_of(plan, code, has_outliers, lead_in_months)
    return {time_period(end.year): tally(history, end) for end in plan.year_ends}


def time_period(year: int) -> str:
    return f"{year - 1}{year % 100}"


def drawn(seeds: Iterable[int], scale: float) -> Iterator[tuple[int, bool, dict]]:
    """Seed, whether boroughs stand out, and borough to its tallies by year."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        for seed in seeds:
            plan = Plan(Path(), YEARS, scale, seed, extracts_per_year=1)
            codes = [*boroughs()]
            tell = partial(tallies, plan, lead_in_months=SHORT_LEAD_IN)
            none = pool.map(partial(tell, has_outliers=False), codes)
            null = dict(zip(codes, none, strict=True))
            yield seed, False, null
            some = pool.map(partial(tell, has_outliers=True), STANDING_OUT)
            yield seed, True, null | dict(zip(STANDING_OUT, some, strict=True))


def totals_of(counted: dict[str, dict[str, Counter]]) -> Iterator[tuple]:
    """Rows as the house counts them: measure, year, borough, part and how many."""
    for code, years in counted.items():
        for year, counts in years.items():
            for measure, (part, whole) in SHARES.items():
                yield measure, year, code, "with", counts[part]
                yield measure, year, code, "without", counts[whole] - counts[part]
            for measure, part in RATES.items():
                yield measure, year, code, "with", counts[part]


def show_planted(last: int, scale: float, first: int = 1) -> None:
    alarms: dict[str, Counter] = defaultdict(Counter)
    hits, looked_at, changed = Counter(), Counter(), defaultdict(list)
    every = list(product([*boroughs()][::3], MEASURED_BY.values()))
    for seed, has_outliers, counted in drawn(range(first, last + 1), scale):
        connection = london()
        totals = totals_of(counted)
        if has_outliers:
            totals = (row for row in totals if row[0] in MEASURED_BY.values())
        load_london(connection, totals, scale)
        for row in found(connection):
            if row["area_level"] != "borough" or not row["position"]:
                continue
            key = (row["measure"], row["area_code"])
            planted = {
                (MEASURED_BY[limit], code): "below" if ratio > 1 else "above"
                for limit, those in OUTLIERS.items()
                for code, ratio in those.items()
            }
            if not has_outliers:
                alarms[row["measure"]]["looked at"] += 1
                alarms[row["measure"]][row["position"]] += 1
                alarms[row["measure"]]["practice"] += row["is_practice_to_look_at"]
            elif key in planted:
                looked_at[key] += 1
                hits[key] += row["position"] == f"far {planted[key]}"
                hits[*key, "practice"] += row["is_practice_to_look_at"]
        for row in changes(connection, PLANTED_CHANGES if has_outliers else every):
            if row["effect_ratio"]:
                kind = "null" if not has_outliers else row["area_code"]
                changed[row["measure"], kind].append(row)
        print(f"  seed {seed} {'planted' if has_outliers else 'null'}", file=sys.stderr)
    _tell_alarms(alarms)
    print(f"\n{'planted to stand out':44}{'years':>7}{'found':>7}{'practice':>10}")
    for key, years in sorted(looked_at.items()):
        print(f"{' '.join(key):44}{years:7}{hits[key]:7}{hits[*key, 'practice']:10}")
    _tell_changes(changed)


def _tell_alarms(alarms: dict[str, Counter]) -> None:
    heads = (
        f"{'looked at':>10}{'outside 95 %':>18}{'outside 99.8 %':>18}{'practice':>10}"
    )
    print(f"{'no borough stands out':36}{heads}")
    alarms = dict(sorted(alarms.items()))
    for measure, of in (alarms | {"all": sum(alarms.values(), Counter())}).items():
        far = of["far above"] + of["far below"]
        told = [
            f"{count} = {count / of['looked at']:.2%}"
            for count in (far + of["above"] + of["below"], far)
        ]
        print(
            f"{measure:36}{of['looked at']:10}{told[0]:>18}{told[1]:>18}"
            f"{of['practice']:10}"
        )


def _tell_changes(changed: dict[tuple[str, str], list[dict]]) -> None:
    print(
        f"\n{'change of practice':44}{'judged':>7}{'holds it':>9}{'found':>7}{'ratio':>7}"
    )
    for (measure, kind), rows in sorted(changed.items()):
        truth = PLANTED_CHANGES.get((kind, measure), 1.0)
        holds = sum(row["effect_low"] <= truth <= row["effect_high"] for row in rows)
        told = sum(row["effect_low"] > 1 or row["effect_high"] < 1 for row in rows)
        ratios = sorted(row["effect_ratio"] for row in rows)
        print(
            f"{measure + ' ' + kind:44}{len(rows):7}{holds:9}{told:7}"
            f"{ratios[len(ratios) // 2]:7.2f}"
        )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["london", folder, *scale]:
            Path(folder).mkdir(parents=True, exist_ok=True)
            show_london(Path(folder), float(scale[0]) if scale else 1.0)
        case ["planted", *given]:
            last, scale, first = [*given, *("20", "0.5", "1")[len(given) :]]
            show_planted(int(last), float(scale), int(first))
        case _:
            with tempfile.TemporaryDirectory() as folder:
                show_london(Path(folder), 1.0)
            show_planted(20, 0.5)
