"""What each measure of service improvement truly is in the made-up London, by borough and
year, from the tables of its truth: written apart from the house, in its own words.

Where a plan is a second one by the borough's own count alone, the history says so.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import duckdb
import numpy
import pyarrow

from ingest.project import project_root

DAY = timedelta(days=1)

NOT_IN_TRUTH = {"placed_over_20_miles_percent", "repeat_plans_percent"}
"""Distances are not in the tables of the truth; earlier plans are in the history alone."""
BY_SECTOR = {"placed_outside_percent"}
"""Where Annex A does not tell, the house goes by the sector: near, and not exact."""

VIEWS = """
create view event as select *, (borough_code, local_id) as child from raw_events;
create view referral as
    select *, lag(starts) over (partition by child order by starts) as before
    from event where event = 'referral';
create view assessment as select * from event where event = 'assessment';
create view s47 as select * from event where event = 's47';
create view conference as select * from event where event = 'conference';
create view plan as
    select *, max(ends) over (
        partition by child order by starts rows between unbounded preceding and 1 preceding
    ) as ended_before
    from event where event = 'cp_plan';
create view care as select * from event where event = 'care';
create view episode as
    select *, (borough_code, local_id) as child from raw_episodes
    where legal_status not in ('V3', 'V4');
create view home as select *, (borough_code, local_id) as child from raw_placements;
create view born as select *, (borough_code, local_id) as child from raw_children;
create view first_care as
    select care.*, episode.legal_status from care
    inner join episode on care.child = episode.child and care.starts = episode.starts
    qualify row_number() over (
        partition by care.child, year(care.starts + interval 9 month)
        order by care.starts) = 1;
create view last_care as
    select care.*, episode.reason_ceased from care
    inner join episode on care.child = episode.child and care.starts = episode.care_started
        and care.ends = episode.ends
    qualify row_number() over (
        partition by care.child, year(care.ends + interval 9 month)
        order by care.ends desc) = 1;
"""

STOCK = "starts <= $until and ends > $until"
AT_HOME = f"""
    select home.*, born.born,
        (select max_by(placement_type, starts) from episode
         where episode.child = home.child and episode.care_started = home.care_started
            and episode.starts <= $until and episode.placement_type not like 'T%') as kind,
        (select max(earlier.starts) from home as earlier
         where earlier.child = home.child and earlier.care_started = home.care_started
            and earlier.starts < home.starts) as moved_before
    from home inner join born on home.child = born.child
    where home.{STOCK.replace("ends", "home.ends")}"""
IN_YEAR = "starts between $since and $until"
ENDED = "ends between $since and $until"
NEEDED = "event = 'referral' and detail != 'nfa'"

SHARES = {
    "rereferral_percent": (
        "before >= starts - interval 12 month",
        f"select * from referral where {IN_YEAR}",
    ),
    "nfa_percent": ("detail = 'nfa'", f"select * from referral where {IN_YEAR}"),
    "not_in_need_percent": (
        "detail in ('RC8', 'RC9') and ends <= starts + 120",
        f"select * from referral where {IN_YEAR} and starts + 120 <= $until",
    ),
    "assessments_in_45_days_percent": (
        "working_days <= 45",
        f"""select assessment.*, days.working_days from assessment
        inner join days on assessment.starts = days.first and assessment.ends = days.last
        where {ENDED}""",
    ),
    "assessments_in_45_days_of_referral_percent": (
        "working_days <= 45",
        f"""select assessment.*, days.working_days from assessment
        inner join days on follows_on = days.first and assessment.ends = days.last
        where {ENDED}""",
    ),
    "s47_to_conference_percent": (
        """exists (select 1 from conference
            where conference.child = asked.child and follows = 's47'
                and follows_on = asked.starts and conference.starts <= asked.starts + 60)""",
        f"""select * from s47 as asked where {IN_YEAR} and starts + 60 <= $until
        and not exists (select 1 from plan where plan.child = asked.child
            and plan.starts < asked.starts and plan.ends > asked.starts)
        and not exists (select 1 from care where care.child = asked.child
            and care.starts <= asked.starts and care.ends > asked.starts)""",
    ),
    "conferences_in_15_days_percent": (
        "working_days <= 15",
        f"""select conference.*, days.working_days from conference
        inner join days on conference.follows_on = days.first
            and conference.starts = days.last
        where follows = 's47' and {IN_YEAR}""",
    ),
    "conference_to_plan_percent": (
        """exists (select 1 from plan where plan.child = asked.child
            and follows = 'conference' and follows_on = asked.starts
            and plan.starts <= asked.starts + 45)""",
        f"select * from conference where {IN_YEAR} and starts + 45 <= $until",
    ),
    "repeat_plans_2_years_percent": (
        "ended_before >= starts - interval 24 month",
        f"select * from plan where {IN_YEAR}",
    ),
    "plans_open_2_years_percent": (
        "$until - starts >= 730",
        f"select * from plan where {STOCK}",
    ),
    "plans_ended_2_years_percent": (
        "ends - starts >= 730",
        f"select * from plan where {ENDED}",
    ),
    "plans_reviewed_percent": (
        """(select bool_and(held.starts <= held.due) and max(held.starts)
                >= $until - interval 6 month
            from (select event.starts, coalesce(
                    lag(event.starts) over (order by event.starts) + interval 6 month,
                    event.follows_on + interval 3 month) as due
                from event where event.event = 'cp_review' and event.child = asked.child
                    and event.follows_on = asked.starts and event.starts <= $until
            ) as held)""",
        f"""select * from plan where {STOCK} and starts >= $told_since
            and starts <= $until - interval 3 month""",
    ),
    "taken_into_care_percent": (
        "legal_status in ('C1', 'C2', 'L1', 'L2', 'L3')",
        f"select * from first_care where {IN_YEAR}",
    ),
    "adopted_percent": (
        "reason_ceased in ('E11', 'E12')",
        f"select * from last_care where {ENDED}",
    ),
    "special_guardianship_percent": (
        "reason_ceased in ('E43', 'E44', 'E45', 'E46', 'E47', 'E48')",
        f"select * from last_care where {ENDED}",
    ),
    "returned_home_percent": (
        "reason_ceased in ('E4A', 'E4B')",
        f"select * from last_care where {ENDED}",
    ),
    "care_order_percent": (
        "legal_status in ('C1', 'C2')",
        f"select * from episode where {STOCK}",
    ),
    "three_placements_percent": (
        """(select count(*) from home where home.child = asked.child
            and home.care_started = asked.starts and home.starts <= $until
            and home.ends >= $since) >= 3""",
        f"select * from care where {STOCK}",
    ),
    "same_placement_2_years_percent": (
        """starts <= $until - interval 24 month or (kind in ('A3', 'A4', 'A5', 'A6')
            and coalesce(moved_before, care_started) <= $until - interval 24 month)""",
        f"""select * from ({AT_HOME}) where care_started <= $until - interval 30 month
        and born > $until - interval 16 year""",
    ),
    "fostered_percent": ("kind in ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')", AT_HOME),
    "supported_accommodation_percent": ("kind in ('H5', 'P2', 'K3')", AT_HOME),
    "placed_outside_percent": ("not is_inside_borough", AT_HOME),
}
"""Share to what is in its numerator, and its denominator."""

RATES = {
    "referrals_per_10000": f"select * from referral where {IN_YEAR}",
    "s47_per_10000": f"select * from s47 where {IN_YEAR}",
    "conferences_per_10000": f"select * from conference where {IN_YEAR}",
    "plans_started_per_10000": f"select * from plan where {IN_YEAR}",
    "plans_open_per_10000": f"select * from plan where {STOCK}",
    "cin_open_per_10000": f"""select borough_code, child from event
        where {NEEDED} and {STOCK} group by borough_code, child""",
    "cin_started_per_10000": f"""select * from event where {NEEDED} and {IN_YEAR}
        and not (detail in ('RC8', 'RC9') and ends <= $until)""",
    "cin_ended_per_10000": f"""select * from event where {NEEDED} and {ENDED}
        and detail not in ('RC8', 'RC9')""",
    "looked_after_per_10000": f"select * from care where {STOCK}",
    "entrants_per_10000": f"select * from first_care where {IN_YEAR}",
    "leavers_per_10000": f"select * from last_care where {ENDED}",
}
"""Rate of the population to what it counts."""


def true_totals(
    truth: Path, codes: Iterable[str], year_end: date, told_since: date
) -> Iterator[tuple[str, str, int, int | None]]:
    """Measure, borough, numerator and denominator of the year to `year_end`; no
    denominator where that is the population. Returns tell of what was since `told_since`."""
    connection = _tables(truth, list(codes))
    days = {
        "since": date(year_end.year - 1, 4, 1),
        "until": year_end,
        "told_since": told_since,
    }
    queries = {m: (f"({part})", of) for m, (part, of) in SHARES.items()}
    queries |= {measure: ("true", of) for measure, of in RATES.items()}
    for measure, (part, of) in queries.items():
        text = f"""select borough_code, count(*) filter (where coalesce({part}, false)),
            count(*) from ({of}) as asked group by borough_code"""
        used = {name: day for name, day in days.items() if f"${name}" in text}
        for code, numerator, denominator in connection.execute(text, used).fetchall():
            is_share = measure in SHARES
            yield measure, code, numerator, denominator if is_share else None


def _tables(truth: Path, codes: list[str]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in ("events", "episodes", "placements", "children"):
        files = [str(truth / table / f"{code}.parquet") for code in codes]
        connection.execute(
            f"create table raw_{table} as select * from read_parquet({files})"
        )
    connection.execute(VIEWS)
    spans = connection.execute(
        "select distinct starts, ends from assessment union "
        "select distinct follows_on, ends from assessment union "
        "select distinct follows_on, starts from conference where follows = 's47'"
    ).fetchall()
    counted = [
        {"first": first, "last": last, "working_days": _working_days(first, last)}
        for first, last in spans
    ]
    connection.register("counted", pyarrow.Table.from_pylist(counted))
    connection.execute("create table days as select * from counted")
    return connection


def _working_days(first: date, last: date) -> int:
    """Days after the first, up to the last, that are neither weekend nor holiday."""
    return int(numpy.busday_count(first + DAY, last + DAY, holidays=_holidays()))


@cache
def _holidays() -> list[str]:
    with (project_root() / "seeds/calendar/bank_holidays.csv").open() as file:
        return [row["holiday_date"] for row in csv.DictReader(file)]
