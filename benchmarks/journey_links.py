"""How well the ladder finds what each step came of, beside the best window of days.

    .venv/bin/python -m benchmarks.journey_links HOME TRUTH KEYS

HOME was built from the made-up London whose truth is in TRUTH; KEYS holds the boroughs'
keys, `<CODE>.key`, so that a true child can be found again in the warehouse. A window
rule sees dates alone: it takes the nearest earlier event of up to so many days before.
The best of them is chosen knowing the truth, so no rule of dates can do better. All are
judged on the events that the warehouse holds: what no file told, no rule can link.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyarrow import parquet

from liia.keys import read_key
from tests.end_to_end.against_the_truth import child_keys

Child = tuple[str, int]
"""Borough and local id."""
Link = tuple[Child, date, date]
"""Child, day of the step, day of what it came of."""

LINKS = {
    "assessment": ("referral", "assessment", "referral"),
    "s47": ("referral", "s47_enquiry", "referral"),
    "conference": ("s47", "initial_conference", "s47_enquiry"),
    "cp_plan": ("conference", "cp_plan", "initial_conference"),
    "care": ("referral", "care_entry", None),
}
"""True event to its true parent, and to both as the ladder names them; entries to care
are judged by the referral at the foot of the ladder."""


HELD = {
    "referral": ("referrals", "referral_date"),
    "s47": ("s47_enquiries", "s47_start_date"),
    "conference": ("initial_conferences", "initial_conference_date"),
    "assessment": ("assessments", "assessment_start_date"),
    "s47_enquiry": ("s47_enquiries", "s47_start_date"),
    "initial_conference": ("initial_conferences", "initial_conference_date"),
    "cp_plan": ("cp_plans", "cp_plan_start_date"),
    "care_entry": ("periods_of_care", "care_start_date"),
}
"""Name of an event, in the truth or the ladder, to its mart and its day."""


@dataclass(frozen=True)
class Scores:
    """One link of the ladder."""

    event: str
    precision: float
    recall: float
    best_precision: float
    best_recall: float
    """Of the window rule whose precision and recall are nearest to perfect."""
    best_days: int


def keys_of(
    truth: Path, keys: Path, landing_secret: bytes
) -> dict[str, dict[str, int]]:
    """Borough to its children's keys in the warehouse, however their ids are written."""
    found = {}
    for path in sorted((truth / "children").glob("*.parquet")):
        own = read_key(keys / f"{path.stem}.key", "borough").secret
        local_ids = parquet.read_table(path)["local_id"].to_pylist()
        found[path.stem] = child_keys(path.stem, local_ids, own, landing_secret)
    return found


def true_events(truth: Path) -> Iterator[dict]:
    """Every true event, with its child and the referral at its foot."""
    for path in sorted((truth / "events").glob("*.parquet")):
        rows = parquet.read_table(path).to_pylist()
        by_day = {(r["local_id"], r["event"], r["starts"]): r for r in rows}
        for row in rows:
            foot = row
            while foot["follows"]:
                foot = by_day[row["local_id"], foot["follows"], foot["follows_on"]]
            child = (path.stem, row["local_id"])
            yield {**row, "child": child, "foot": foot["starts"]}


def best_window(
    true: set[Link], steps: list[tuple[Child, date]], parents: list[tuple[Child, date]]
) -> tuple[float, float, int]:
    """Precision, recall and days of the window rule that comes nearest to perfect."""
    days_of: dict[Child, list[date]] = {}
    for child, day in parents:
        days_of.setdefault(child, []).append(day)
    nearest = []
    for child, day in steps:
        earlier = [parent for parent in days_of.get(child, []) if parent <= day]
        if earlier:
            parent = max(earlier)
            nearest.append(((day - parent).days, (child, day, parent) in true))

    def scores(days: int) -> tuple[float, float, int]:
        hits = [is_true for gap, is_true in nearest if gap <= days]
        right = sum(hits)
        return right / max(len(hits), 1), right / max(len(true), 1), days

    return max(map(scores, range(731)), key=lambda s: s[0] * s[1] / (s[0] + s[1] or 1))


def covered(warehouse) -> tuple[date, date]:
    """First and last day that a census tells of."""
    return warehouse.execute(
        "select min(window_start_date), max(window_end_date) "
        "from intermediate.int_event_windows where return_name = 'cin_census'"
    ).fetchone()


def compare(
    warehouse,
    events: list[dict],
    keys: Mapping[str, Mapping[str, int]],
    since: date,
    until: date,
) -> Iterator[Scores]:
    """The scores of every link whose two ends lie from `since` to `until`."""
    who = {key: (code, one) for code, of in keys.items() for key, one in of.items()}
    for event, (parent, step, parent_step) in LINKS.items():
        parent_day = "foot" if event == "care" else "follows_on"
        true = {
            (e["child"], e["starts"], e[parent_day])
            for e in events
            if e["event"] == event
            and (event == "care" or e["follows"] == parent)
            and since <= min(e[parent_day], e["starts"])
            and max(e[parent_day], e["starts"]) <= until
        }
        steps, parents = (
            [
                (who[key], day)
                for key, day in days
                if key in who and since <= day <= until
            ]
            for days in (_held(warehouse, step), _held(warehouse, parent))
        )
        # Told twice, as under two ids, an event is still one to be linked.
        steps, parents = sorted(set(steps)), sorted(set(parents))
        held, openers = set(steps), set(parents)
        true = {
            (child, day, of)
            for child, day, of in true
            if (child, day) in held and (child, of) in openers
        }
        told = _found(warehouse, step, parent_step, since, until)
        found = {(who[key], day, of) for key, day, of in told if key in who}
        right = len(found & true)
        yield Scores(
            event,
            right / max(len(found), 1),
            right / max(len(true), 1),
            *best_window(true, steps, parents),
        )


def _held(warehouse, event: str) -> list[tuple[str, date]]:
    """Child's key and day of each event of a kind that stands in the warehouse."""
    table, day = HELD[event]
    query = f"select child_key, {day} from core.{table} where "
    query += "is_start_known" if event == "care_entry" else "not is_gone_later"
    return warehouse.execute(query).fetchall()


def _found(
    warehouse, step: str, parent_step: str | None, since: date, until: date
) -> list[tuple[str, date, date]]:
    if parent_step:
        query = (
            "select child_key, step_date, parent_date from journeys.journey_steps "
            "where step = ? and parent_step = ? and parent_date >= ? and step_date <= ?"
        )
        return warehouse.execute(query, [step, parent_step, since, until]).fetchall()
    query = (
        "select steps.child_key, steps.step_date, referrals.referral_date "
        "from journeys.journey_steps as steps "
        "inner join core.referrals on steps.referral_key = referrals.referral_key "
        "where step = ? and referral_date >= ? and step_date <= ?"
    )
    return warehouse.execute(query, [step, since, until]).fetchall()


def main(home: Path, truth: Path, keys: Path) -> None:
    os.environ["LIIA_HOME"] = str(home)
    from liia.configuration import settings
    from liia.warehouse import connect

    secret = read_key(settings().key_file("landing"), "landing").secret
    who = keys_of(truth, keys, secret)
    with connect() as warehouse:
        events = list(true_events(truth))
        show_links(compare(warehouse, events, who, *covered(warehouse)))


def show_links(scores: Iterable[Scores]) -> None:
    print("step        precision  recall   best window: precision  recall  days")
    for s in scores:
        print(
            f"{s.event:11} {s.precision:9.4f} {s.recall:7.4f} "
            f"{s.best_precision:23.4f} {s.best_recall:7.4f} {s.best_days:5}"
        )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
