"""What landing may no longer hold goes, and all that was made of it with it.

`due` tells what landing holds against the rules, whatever put it there: submissions past
their six years, rows that a later submission replaced, children whose tombstone stands
(a restored backup has them again). `forget` writes landing anew without them; the build
that follows makes a warehouse that never knew them; `certify` says so. A run that is
killed leaves each file old or new, and its notes, and the next build ends its work.
"""

import json
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.landing import create_tables
from liia.clock import today as day_of_today
from liia.configuration import Settings
from liia.database import opened
from liia.governance.child_rows import child_key, children_in_landing, rows_held
from liia.governance.durable import write_json
from liia.governance.requests import Request, Requests
from liia.governance.rewriting import (
    Change,
    clear_rewritten,
    digest_of_file,
    rewrite_landing,
)
from liia.governance.traces_in_files import markers_in_files


@dataclass(frozen=True)
class Due:
    """What landing holds and may not."""

    expired: list[dict] = field(default_factory=list)
    """Submissions whose day of deletion has come, each with its rows."""
    replaced: list[str] = field(default_factory=list)
    """Submissions deleted in place, whose bytes are still in the file."""
    erased: dict[str, Request] = field(default_factory=dict)
    """Stored pseudonyms of children whose tombstone stands."""
    is_new_to_restrictions: bool = False
    """Whether the restrictions in landing are not those that stand."""

    @property
    def must_be_rewritten(self) -> bool:
        return bool(self.expired or self.replaced or self.erased)


@dataclass(frozen=True)
class Forgotten:
    """What one run knows of what it forgot; no file holds the markers."""

    markers: list[str] = field(default_factory=list)
    found_before: int = 0
    expired: list[dict] = field(default_factory=list)
    """Submissions that passed their six years."""


def due(settings: Settings, today: date) -> Due:
    """What has to go, without touching anything."""
    if not settings.landing_file.exists():
        return Due()
    requests = Requests(settings)
    with opened(settings.landing_file, "landing") as landing:
        held = {
            row[0]
            for row in landing.execute(
                "select table_name from information_schema.tables "
                "where table_catalog = 'landing' and table_schema = 'register'"
            ).fetchall()
        }
        expired = landing.execute(
            "select submission_id, borough_code, return_name, "
            "cast(period_end as varchar), cast(delete_on as varchar), "
            "(select coalesce(sum(rows_landed), 0) from register.submission_lists "
            "where submission_lists.submission_id = submissions.submission_id) "
            "from register.submissions where delete_on <= ? order by all",
            [today],
        ).fetchall()
        query = "select distinct submission_id from register.to_scrub"
        replaced = landing.execute(query).fetchall() if "to_scrub" in held else []
        query = "select child_id from register.restrictions"
        restricted = {row[0] for row in landing.execute(query).fetchall()}
    names = ("submission_id", "borough_code", "return_name")
    names += ("period_end", "delete_on", "rows")
    children = children_in_landing(settings, requests.boroughs("erased", "restricted"))
    return Due(
        [dict(zip(names, row, strict=True)) for row in expired],
        [row[0] for row in replaced],
        requests.children(list(children), "erased"),
        set(requests.children(list(children), "restricted")) != restricted,
    )


def is_pending(settings: Settings, today: date) -> bool:
    """Whether a build has something to forget, or to finish, even with nothing new."""
    found = due(settings, today)
    return (
        found.must_be_rewritten
        or found.is_new_to_restrictions
        or notes_file(settings).exists()
        or bool(Requests(settings).waiting)
    )


def forget(settings: Settings) -> Forgotten:
    """Bring landing in line with the rules; the caller holds the lock and builds next."""
    today = day_of_today()
    clear_rewritten(settings)
    found = due(settings, today)
    forgotten = Forgotten()
    if found.must_be_rewritten:
        forgotten = _write_without(settings, found)
    if found.is_new_to_restrictions:
        _restrict(settings, today)
    return forgotten


def _write_without(settings: Settings, found: Due) -> Forgotten:
    boroughs = {child: one.borough_code for child, one in found.erased.items()}
    markers = [*found.erased, *(child_key(b, child) for child, b in boroughs.items())]
    before = sum(markers_in_files(settings.home, markers).values())
    requests = Requests(settings)
    for child, one in found.erased.items():
        (standing,) = [r for r in requests.standing if r.reference == one.reference]
        held = rows_held(settings, {child: one.borough_code})
        # A second run finds less than the first: what was most is what was held.
        most = {
            place: max(held.get(place, 0), standing.held_before.get(place, 0))
            for place in sorted({*held, *standing.held_before})
        }
        requests.change(standing, held_before=most, is_certified=False)
    notes = read_notes(settings)
    gone = {one["submission_id"]: one for one in [*notes["expired"], *found.expired]}
    notes |= {
        "expired": list(gone.values()),
        "replaced": sorted({*notes["replaced"], *found.replaced}),
        "landing_before": notes.get("landing_before")
        or digest_of_file(settings.landing_file),
    }
    write_json(notes_file(settings), notes)
    change = Change(
        gone_submissions=[one["submission_id"] for one in found.expired],
        gone_children=list(found.erased),
    )
    rewrite_landing(settings, change)
    clear_copies(settings)
    for one in found.expired:
        receipts = settings.home / "receipts" / one["borough_code"]
        for receipt in receipts.glob(f"{one['submission_id']}.*"):
            receipt.unlink()
    return Forgotten(markers, before, found.expired)


def _restrict(settings: Settings, today: date) -> None:
    """Let landing's restrictions be those that stand: staging reads no others."""
    requests = Requests(settings)
    children = children_in_landing(settings, requests.boroughs("restricted"))
    rows = requests.children(list(children), "restricted")
    with opened(settings.landing_file, "landing", read_only=False) as landing:
        create_tables(landing)
        landing.execute("begin")
        landing.execute("delete from register.restrictions")
        for child in sorted(rows):
            landing.execute(
                "insert into register.restrictions values (?, ?)",
                [child, date.fromisoformat(rows[child].since)],
            )
        landing.execute("commit")
        landing.execute("checkpoint")


def clear_copies(settings: Settings) -> None:
    """What killed runs and analysts' own builds hold of what has just gone."""
    for path in settings.home.glob("dev/*.duckdb*"):
        path.unlink()
    # What queries spilled, and a kill left: DuckDB never clears the folders of the dead.
    for folder in (settings.spill_folder, settings.home / "tmp"):
        shutil.rmtree(folder, ignore_errors=True)


def notes_file(settings: Settings) -> Path:
    """What a run that forgets has begun and not yet certified."""
    return settings.home / "state" / "forgetting.json"


def read_notes(settings: Settings) -> dict:
    path = notes_file(settings)
    nothing = {"expired": [], "replaced": []}
    return {**nothing, **(json.loads(path.read_text()) if path.exists() else {})}
