"""What the warehouse counts against what is true, difference by difference.

Each true event and each that the warehouse has is one child's on one day. Those that do
not match are the differences, and each must be a fault that was put into a file, or lie
beyond what was sent.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection
from pyarrow import parquet

from ingest.boroughs import find_borough
from ingest.pseudonyms import borough_pseudonym, landing_pseudonym
from liia.synthetic.mess.faults import return_of

MARTS = {
    "referral": ("core.referrals", "referral_date"),
    "s47": ("core.s47_enquiries", "s47_start_date"),
    "cp_plan": ("core.cp_plans", "cp_plan_start_date"),
    "care": ("core.periods_of_care", "care_start_date"),
    "placement": ("core.placements", "placement_start_date"),
}
"""Event to the mart that holds it, and the day it began."""

TOLD_BY = {
    "referral": ("referral", "cin_episode"),
    "s47": ("s47",),
    "cp_plan": ("cp_plan",),
    "care": ("care", "episode"),
    "placement": ("care", "episode"),
}
"""Event to the events of faults that may change it."""

CARRIED_BY = {
    "referral": ("List 3", "List 6"),
    "s47": ("List 5",),
    "cp_plan": ("List 7",),
    "care": ("List 8", "episodes"),
    "placement": ("List 8", "episodes"),
}
"""Event to the lists and files, apart from the census, that tell of it."""

HARMLESS = ("row repeated", "ethnicity blank")
"""Faults of a row that leave every event of it where it was."""

RETURNS = {
    "annex_a": tuple(MARTS),
    "cin_census": ("referral", "s47", "cp_plan"),
    "ssda903": ("care", "placement"),
}
"""Return to the events that it tells of."""

UNMATCHED_DAYS = ("care", "placement")
"""One episode at fault moves others of the same child."""

IDS = ("{}", "C{}", "U{}", "CU{}")
"""How one child's id may be written, and how that of a twin that is none."""
OTHER_IDS = 50_000_000


@dataclass(frozen=True)
class Difference:
    """One event that only the truth has, or only the warehouse."""

    borough_code: str
    event: str
    year: int
    local_id: int | None
    """None for a child whom the truth does not know."""
    day: date
    is_missing: bool
    fault: str
    """What explains it, such as a fault; empty when nothing does."""
    nature: str
    """What the truth has of the child on that day, where it is an episode."""


@dataclass(frozen=True)
class Reconciled:
    """Counts by borough, event and year, and the differences."""

    true: Counter[tuple[str, str, int]]
    found: Counter[tuple[str, str, int]]
    differences: list[Difference]
    refusals: dict[tuple[str, str], str]
    """Borough and file that the door did not take, to the fault that says why, or ''."""

    @property
    def unexplained(self) -> list[Difference]:
        return [one for one in self.differences if not one.fault]


def year_of(day: date) -> int:
    """The year that ends on the next 31 March."""
    return day.year + (day.month > 3)


def rows(truth: Path, table: str, code: str) -> list[dict]:
    return parquet.read_table(truth / table / f"{code}.parquet").to_pylist()


def child_keys(
    code: str, local_ids: Iterable[int], borough_key: bytes, secret: bytes
) -> dict[str, int]:
    """Key in the warehouse to the child that it stands for, however the id was written."""
    dfe_code = find_borough(code).dfe_code
    found = {}
    for local_id in local_ids:
        for number in (local_id, local_id + OTHER_IDS):
            for style in IDS:
                shared = borough_pseudonym(borough_key, style.format(number))
                stored = landing_pseudonym(secret, dfe_code, shared)
                text = f"{code}|{stored}"
                found[hashlib.md5(text.encode()).hexdigest()] = local_id
    return found


def reconcile(
    truth: Path,
    warehouse: DuckDBPyConnection,
    codes: Sequence[str],
    years: tuple[int, ...],
    keys: dict[str, dict[str, int]],
    refused: set[tuple[str, str]] = frozenset(),
) -> Reconciled:
    """Match borough by borough; `keys` is `child_keys` of each, `refused` the borough
    and file of what the door did not take."""
    true, found = Counter(), Counter()
    differences, causes = [], {}
    for code in codes:
        of_code = {file for borough, file in refused if borough == code}
        faults = Faults(rows(truth, "faults", code), of_code)
        causes |= {(code, file): why for file, why in faults.refused.items()}
        of_truth = true_events(truth, code, years)
        told = rows(truth, "episodes", code)
        episodes = {
            (row["local_id"], row["starts"]): " ".join(
                (row["legal_status"], row["placement_type"], row["reason_new"])
            )
            for row in told
        }
        away = away_at_first(told, date(years[0] - 1, 4, 1))
        for event in MARTS:
            held = warehouse_events(warehouse, code, event, years, keys[code])
            wanted = of_truth[event]
            for (_, day), count in wanted.items():
                true[code, event, year_of(day)] += count
            for (_, day), count in held.items():
                found[code, event, year_of(day)] += count
            for rest, is_missing in ((wanted - held, True), (held - wanted, False)):
                for (local_id, day), count in sorted(
                    rest.items(), key=lambda one: (one[0][1], one[0][0] or 0)
                ):
                    fault = faults.explaining(event, local_id, day)
                    if event == "placement" and (local_id, day) in away:
                        fault = fault or AWAY_AT_FIRST
                    nature = episodes.get((local_id, day), "")
                    year = year_of(day)
                    one = Difference(
                        code, event, year, local_id, day, is_missing, fault, nature
                    )
                    differences += [one] * count
    return Reconciled(true, found, differences, causes)


def away_at_first(episodes: list[dict], first: date) -> set[tuple[int, date]]:
    """Child and day of each end of a stay away in which the first return finds a child:
    where they lived before, no file tells."""
    return {
        (row["local_id"], row["ends"])
        for row in episodes
        if row["placement_type"].startswith("T")
        and row["starts"] < first <= row["ends"]
    }


def true_events(
    truth: Path, code: str, years: tuple[int, ...]
) -> dict[str, Counter[tuple[int, date]]]:
    """Event to child and day, of the years."""
    found: dict[str, Counter] = defaultdict(Counter)
    for row in rows(truth, "events", code):
        found[row["event"]][row["local_id"], row["starts"]] += 1
    for row in rows(truth, "placements", code):
        found["placement"][row["local_id"], row["starts"]] += 1
    return defaultdict(
        Counter,
        {
            event: Counter({k: n for k, n in days.items() if year_of(k[1]) in years})
            for event, days in found.items()
        },
    )


def warehouse_events(
    warehouse: DuckDBPyConnection,
    code: str,
    event: str,
    years: tuple[int, ...],
    keys: dict[str, int],
) -> Counter[tuple[int | None, date]]:
    """The same as the warehouse has them."""
    table, day = MARTS[event]
    told = warehouse.execute(
        f"select child_key, {day} from {table} where borough_code = ?", [code]
    ).fetchall()
    return Counter(
        (keys.get(key), on) for key, on in told if on and year_of(on) in years
    )


class Faults:
    """What was spoilt in one borough's files, to be asked for explanations."""

    def __init__(self, noted: list[dict], refused: set[str]) -> None:
        self.of_child: dict[int, list[dict]] = defaultdict(list)
        self.of_tables: list[dict] = []
        for fault in noted:
            if fault["local_id"] is not None:
                self.of_child[fault["local_id"]].append(fault)
            else:
                self.of_tables.append(fault)
        self.refused = {file: self._cause(file) for file in sorted(refused)}

    def _cause(self, file: str) -> str:
        """Why a file was refused. One of the wrong year is refused along with the file of
        the year it holds: two for one period, and no telling which is meant."""
        for fault in self.of_tables:
            if fault["file"] == file and fault["fault"] in REFUSED_FOR:
                return fault["fault"]
            if fault["fault"] == WRONG_YEAR:
                told = fault["file"].replace(fault["was"], fault["became"])
                if file == told:
                    return fault["fault"]
        return ""

    def explaining(self, event: str, local_id: int | None, day: date) -> str:
        """The fault, in words without a value; empty when there is none."""
        return next(self._candidates(event, local_id, day), "")

    def _candidates(self, event: str, local_id: int | None, day: date) -> Iterator[str]:
        for fault in self.of_child[local_id]:
            if fault["event"] not in TOLD_BY[event] or fault["fault"] in HARMLESS:
                continue
            days = (fault["was"], fault["became"])
            is_of_day = day.isoformat() in days
            is_of_child = "id" in fault["fault"].split()
            if is_of_day or is_of_child or event in UNMATCHED_DAYS:
                yield fault["fault"]
        for fault in self.of_tables:
            if (
                fault["part"] in CARRIED_BY[event]
                and fault["fault"] == "column missing"
            ):
                yield fault["fault"]
            if fault["fault"] in WHOLE_FILE and event in RETURNS[fault["return_name"]]:
                yield fault["fault"]
            if fault["fault"] == "habit: ids_change_on" and fault["became"]:
                yield fault["fault"]
        for file, cause in self.refused.items():
            if cause and event in RETURNS[return_of(file)]:
                yield f"refused: {cause}"


AWAY_AT_FIRST = "away when the returns begin"
WRONG_YEAR = "file of the wrong year"
REFUSED_FOR = (WRONG_YEAR, "column missing")
WHOLE_FILE = (WRONG_YEAR, "children missing until sent again")
