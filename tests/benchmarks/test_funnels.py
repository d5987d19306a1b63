"""Limits, comparators and practice to look at, by the macros that dbt runs.

Run with -s to see the rates of alarm.
"""

from collections import Counter
from math import exp, log, sqrt

import numpy
import pytest
from scipy.stats import binom, poisson

from liia.synthetic.boroughs import boroughs
from tests.benchmarks.london import found, load_london, london

SHARE, LOWER, RATE = (
    "conferences_in_15_days_percent",
    "rereferral_percent",
    "s47_per_10000",
)
YEARS = ("202425", "202526")
CODES = list(boroughs())
SEEDS = 20
SPREAD = 0.2
"""Standard deviation between boroughs of the log odds: what is usual."""


def share_rows(year: str, code: str, part: int, whole: int, measure: str = SHARE):
    return [
        (measure, year, code, "with", int(part)),
        (measure, year, code, "without", int(whole - part)),
    ]


def drawn(seed: int, odds_ratios: dict[str, float] | None = None) -> list[tuple]:
    """Both years of one London: a borough's odds are its own in both."""
    draws, rows = numpy.random.default_rng(seed), []
    for code in CODES:
        ratio = exp(draws.normal(0, SPREAD)) * (odds_ratios or {}).get(code, 1)
        share = 4 * ratio / (1 + 4 * ratio)
        whole = 150 + 5 * CODES.index(code)
        for year in YEARS:
            rows += share_rows(year, code, draws.binomial(whole, share), whole)
    return rows


def looked_at(rows: list[tuple], **options) -> dict[tuple[str, str], dict]:
    """Area and year to its row; one measure was loaded."""
    connection = london()
    load_london(connection, rows)
    return {
        (row["area_code"], row["time_period"]): row
        for row in found(connection, **options)
    }


def test_a_limit_of_chance_is_the_interpolated_quantile_of_its_distribution():
    connection = london()
    for mean, tail in ((3.2, 0.001), (41.0, 0.025), (41.0, 0.975), (900.0, 0.999)):
        count = poisson.ppf(tail, mean)
        above = (poisson.cdf(count, mean) - tail) / poisson.pmf(count, mean)
        query = f"select poisson_limit({mean}, {tail})"
        ((limit,),) = connection.execute(query).fetchall()
        assert limit == pytest.approx(max(0, count - above), rel=1e-9)


def test_limits_and_spread_are_those_of_another_hand():
    rows = drawn(1)
    told = looked_at(rows)

    counts = Counter()
    for _, year, code, part, counted in rows:
        if year == YEARS[0]:
            counts[code, part] += counted
    x = numpy.array([counts[c, "with"] for c in CODES], float)
    n = x + [counts[c, "without"] for c in CODES]
    centre = x.sum() / n.sum()
    deviation = numpy.log((x + 0.5) / (n - x + 0.5)) - log(centre / (1 - centre))
    variance = 1 / (n * centre * (1 - centre))
    z = deviation / numpy.sqrt(variance)
    squares = numpy.clip(z, *numpy.quantile(z, [0.1, 0.9])) ** 2 / 0.69
    weights = 1 / variance
    spread = weights.sum() - (weights**2).sum() / weights.sum()
    tau_squared = max(0, (squares.sum() - (len(n) - 1)) / spread)

    for code, size, own in zip(CODES, n, variance, strict=True):
        row = told[code, YEARS[0]]
        assert row["tau_squared"] == pytest.approx(tau_squared, rel=1e-9)
        assert row["london_rate"] == pytest.approx(100 * centre, rel=1e-12)
        high = log(centre / (1 - centre)) + 3.090232306167813 * sqrt(own + tau_squared)
        count = binom.ppf(0.999, size, centre)
        above = (binom.cdf(count, size, centre) - 0.999) / binom.pmf(
            count, size, centre
        )
        by_chance = (count - above) / size
        assert row["chance_high_998"] == pytest.approx(100 * by_chance, rel=1e-6)
        assert row["limit_high_998"] == pytest.approx(
            100 * max(by_chance, 1 / (1 + exp(-high))), rel=1e-6
        )


def test_where_no_borough_stands_out_alarms_are_as_rare_as_they_should_be():
    positions, by_chance, practices = Counter(), 0, 0
    for seed in range(SEEDS):
        for row in looked_at(drawn(seed)).values():
            if row["area_level"] == "borough":
                positions[row["position"]] += 1
                practices += row["is_practice_to_look_at"]
                low, high = row["chance_low_998"], row["chance_high_998"]
                by_chance += not low <= row["rate"] <= high

    boroughs_seen = sum(positions.values())
    far = (positions["far above"] + positions["far below"]) / boroughs_seen
    outside = 1 - positions["as expected"] / boroughs_seen
    unadjusted = by_chance / boroughs_seen
    print(f"{boroughs_seen}: {outside:.1%} outside 95 %, {far:.2%} outside 99.8 %")
    print(f"by chance alone {unadjusted:.1%}; {practices} practices to look at")
    assert boroughs_seen == SEEDS * len(CODES) * len(YEARS)
    assert 0.03 <= outside <= 0.08
    assert far <= 0.008
    assert practices <= 3
    # What would be told without the spread of boroughs: it is why there are two kinds.
    assert unadjusted > 5 * far


def test_boroughs_made_to_stand_out_are_found_beyond_the_usual_spread():
    hits = Counter()
    for seed in range(SEEDS):
        told = looked_at(drawn(seed, {"CAM": 4.0, "CRO": 0.28}))
        for year in YEARS:
            hits["good"] += told["CAM", year]["position"] == "far above"
            hits["bad"] += told["CRO", year]["position"] == "far below"
        hits["practice"] += told["CAM", YEARS[1]]["is_practice_to_look_at"]
        hits["wrong"] += told["CRO", YEARS[1]]["is_practice_to_look_at"]
    print(dict(hits))
    assert min(hits["good"], hits["bad"]) >= 0.8 * SEEDS * len(YEARS)
    assert hits["practice"] >= 0.7 * SEEDS
    assert hits["wrong"] == 0


def steady(measure: str, outlier: str, share: float) -> list[tuple]:
    """Every borough at 80 % in both years, one at `share`."""
    return [
        row
        for year in YEARS
        for code in CODES
        for row in share_rows(
            year, code, 400 * (share if code == outlier else 0.8), 400, measure
        )
    ]


@pytest.mark.parametrize(
    ("measure", "share", "is_good"),
    [
        (SHARE, 0.97, True),
        (SHARE, 0.5, False),
        (LOWER, 0.5, True),
        (LOWER, 0.97, False),
        ("nfa_percent", 0.5, False),
        ("nfa_percent", 0.97, False),
    ],
)
def test_only_the_favourable_side_is_practice_and_a_contested_measure_has_none(
    measure, share, is_good
):
    told = looked_at(steady(measure, "CAM", share))

    assert told["CAM", YEARS[1]]["position"] in ("far above", "far below")
    # One year is not two.
    assert not told["CAM", YEARS[0]]["is_practice_to_look_at"]
    assert told["CAM", YEARS[1]]["is_practice_to_look_at"] == is_good
    place = told["CAM", YEARS[1]]["place_in_london"]
    if measure == "nfa_percent":
        assert {row["place_in_london"] for row in told.values()} == {None}
    else:
        assert place == (1 if is_good else len(CODES))


def test_where_an_ethnic_group_differs_nothing_is_practice_to_look_at():
    connection = london()
    load_london(connection, steady(SHARE, "CAM", 0.97))
    connection.execute(
        f"insert into disproportionate values ('conference_given_s47', '{YEARS[0]}', 'CAM')"
    )
    flags = {
        row["time_period"]: row["is_practice_to_look_at"]
        for row in found(connection)
        if row["area_code"] == "CAM"
    }
    assert flags == dict.fromkeys(YEARS, False)


def test_two_years_with_one_between_are_not_two_years_running():
    rows = [
        (measure, {YEARS[0]: "202324"}.get(year, year), *rest)
        for measure, year, *rest in steady(SHARE, "CAM", 0.97)
    ]
    row = looked_at(rows)["CAM", YEARS[1]]
    assert row["position"] == "far above" and row["previous_rate"] is None
    assert row["own_past_rate"] == pytest.approx(97)
    assert not row["is_practice_to_look_at"]


def test_neighbours_are_those_in_london_and_how_many_of_ten_is_told():
    connection = london()
    load_london(connection, drawn(3))
    told = {
        r["area_code"]: r for r in found(connection) if r["time_period"] == YEARS[0]
    }
    for code in CODES:
        neighbours = connection.execute(
            "select neighbour_borough_code from statistical_neighbours "
            "where borough_code = ? and neighbour_borough_code is not null",
            [code],
        ).fetchall()
        assert told[code]["neighbours_in_london"] == len(neighbours) <= 10
        parts = [told[of]["numerator"] for (of,) in neighbours]
        wholes = [told[of]["denominator"] for (of,) in neighbours]
        expected = 100 * sum(parts) / sum(wholes) if neighbours else None
        assert told[code]["neighbours_rate"] == pytest.approx(expected)
    # Bromley has none.
    assert told["BRO"]["neighbours_rate"] is None
    assert told["LONDON"]["neighbours_in_london"] is None


def test_england_is_the_latest_published_year_that_is_not_to_come():
    rows = [
        row
        for year in ("202223", "202324", "202526")
        for row in share_rows(year, "CAM", 10, 100, LOWER)
    ]
    told = looked_at(rows)
    england = {
        year: (row["england_time_period"], row["england_rate"])
        for (code, year), row in told.items()
        if code == "CAM"
    }
    assert england == {
        "202223": ("202223", 22.4),
        "202324": ("202324", 22.4),
        "202526": ("202425", 22.6),
    }


def test_published_counts_of_london_give_the_published_rates():
    """DfE, year ending March 2025: counts in, and its own rates out."""
    counts = {
        "referrals_per_10000": (105_790, None, 552.1),
        "rereferral_percent": (20_520, 105_790, 19.4),
        "looked_after_per_10000": (9_290, None, 48),
        "entrants_per_10000": (4_260, None, 22),
        "leavers_per_10000": (4_700, None, 25),
        "plans_open_per_10000": (7_120, None, 37.2),
        "cin_open_per_10000": (68_820, None, 359.2),
        "three_placements_percent": (950, 9_290, 10.2),
    }
    rows = []
    for measure, (part, whole, _) in counts.items():
        for code in CODES:
            with_it = part if code == "CAM" else 0
            rows.append((measure, "202425", code, "with", with_it))
            if whole:
                rest = whole - part if code == "CAM" else 0
                rows.append((measure, "202425", code, "without", rest))
    connection = london()
    load_london(connection, rows)
    rates = {
        r["measure"]: r["rate"] for r in found(connection) if r["area_code"] == "LONDON"
    }
    for measure, (_, _, published) in counts.items():
        decimals = 0 if isinstance(published, int) else 1
        assert round(rates[measure], decimals) == published, measure


def test_rates_of_protected_counts_bear_the_noise_of_rounding():
    rows = drawn(5)
    true, rounded = looked_at(rows), looked_at(rows, noise=4, fewest=10)
    for key, row in true.items():
        other = rounded[key]
        assert other["rate_low"] < row["rate_low"] <= row["rate"]
        assert other["rate_high"] > row["rate_high"] >= row["rate"]
        if row["area_level"] == "borough":
            assert other["chance_high_998"] == row["chance_high_998"]
    assert {row["reason"] for row in true.values()} == {None}


def test_no_limit_lies_beyond_every_child_where_next_to_nobody_is_expected():
    rows = [
        (RATE, YEARS[1], code, "with", 0 if code == "CIT" else 10) for code in CODES
    ]
    told = looked_at(rows, noise=4)
    assert 0 < told["CIT", YEARS[1]]["london_rate"] < 10
    highest = max(
        row["limit_high_998"] for row in told.values() if row["limit_high_998"]
    )
    assert highest == 10_000


def test_a_borough_that_did_not_send_has_a_row_and_the_reason():
    rows = [row for row in drawn(6) if row[2] != "HAC"]
    told = looked_at(rows)
    assert told["HAC", YEARS[0]]["rate"] is None
    assert told["HAC", YEARS[0]]["reason"].startswith("not sent")
    assert told["LONDON", YEARS[0]]["boroughs_included"] == len(CODES) - 1


def test_few_boroughs_have_rates_and_no_limits():
    rows = [row for row in drawn(7) if row[2] in CODES[:9]]
    row = looked_at(rows)[CODES[0], YEARS[0]]
    assert row["rate"] is not None and row["limit_high_95"] is row["position"] is None
    assert row["reason"] == "too few boroughs to say what is usual"
