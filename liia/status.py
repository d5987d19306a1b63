"""When the last run was, who has submitted what, and what stands open."""

import json
from datetime import datetime, timedelta

from ingest.boroughs import boroughs
from liia.clock import this_moment
from liia.configuration import Settings


def last_run(settings: Settings) -> dict | None:
    """What `state/last_run.json` says, or None when nothing ever ran."""
    path = settings.home / "state" / "last_run.json"
    return json.loads(path.read_text()) if path.exists() else None


def is_recent(settings: Settings, longest: timedelta) -> bool:
    """Whether a run ended well within `longest`: the dead-man's check."""
    run = last_run(settings)
    if not run or run["outcome"] != "done":
        return False
    return this_moment() - datetime.fromisoformat(run["started_at"]) <= longest


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
