"""When the last run was, who has submitted what, and what stands open."""

import json
from datetime import timedelta

from ingest.boroughs import boroughs
from liia.configuration import Settings
from liia.lock import is_busy
from liia.record import age_of, last_run

KILLED = "did not end: it was killed, or the machine stopped"


def said_of_last_run(settings: Settings) -> str:
    """The last run in a line: what, when, and how it ended."""
    run = last_run(settings)
    if not run:
        return "none"
    outcome = run["outcome"]
    if outcome == "running" and not is_busy(settings.home):
        outcome = f"{KILLED}; the next run clears up and goes on"
    if words := run.get("words"):
        outcome += f"; {words}"
    return f"{run['verb']} at {run['started_at']}: {outcome}"


def is_recent(settings: Settings, longest: timedelta) -> bool:
    """Whether a run ended well within `longest`: the dead-man's check.

    One that lies ahead of the clock proves nothing.
    """
    good = (last_run(settings) or {}).get("last_good")
    return good is not None and 0 <= age_of(good) <= longest.total_seconds() / 3600


def submissions(settings: Settings) -> list[dict]:
    """Standing submissions, a dict each, by borough and period."""
    if not settings.warehouse_file.exists():
        return []
    from liia.warehouse import connect

    with connect(settings.warehouse_file) as warehouse:
        rows = warehouse.execute(
            "select borough_code, period_end, received_date, sum(rows_read), "
            "sum(rows_landed), sum(rows_rejected), sum(rows_set_aside) "
            "from governance.submission_log group by all order by all"
        ).fetchall()
    names = ("borough_code", "period_end", "received_date", "rows_read")
    names += ("rows_landed", "rows_rejected", "rows_set_aside")
    return [dict(zip(names, row, strict=True)) for row in rows]


def refused(settings: Settings) -> int:
    """Refused files that are remembered."""
    path = settings.home / "state" / "refused.json"
    return len(json.loads(path.read_text())) if path.exists() else 0


def missing_boroughs(settings: Settings) -> list[str]:
    """Boroughs of which nothing stands."""
    sent = {row["borough_code"] for row in submissions(settings)}
    return sorted(set(boroughs()) - sent)
