"""The nightly job: take in what is new, build, swap; one run at a time."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import Busy, SubmissionError
from ingest.intake import Outcome, ingest
from liia.build import Built, build
from liia.clock import this_moment
from liia.configuration import Settings
from liia.governance.database_keys import finish_new_database_key
from liia.governance.locations import refuse_a_home_elsewhere
from liia.governance.retention import passed
from liia.governance.verification import record_release
from liia.keys import read_key
from liia.release.draft import Release, draft


@contextmanager
def one_at_a_time(home: Path) -> Iterator[None]:
    """Hold the lock of `home`; a killed run leaves none behind.

    Raises Busy when another run holds it.
    """
    from filelock import FileLock, Timeout

    (home / "state").mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "state" / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(f"another run is at work in {home}; try again later.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def recorded(settings: Settings, verb: str) -> Iterator[dict]:
    """Write `state/last_run.json` when the work ends, well or badly."""
    began = time.monotonic()
    record = {"verb": verb, "started_at": this_moment().isoformat(timespec="seconds")}
    path = settings.home / "state" / "last_run.json"
    # A run that is killed leaves this behind, and is seen not to have ended.
    _write(path, {**record, "outcome": "running"})
    try:
        yield record
        record.setdefault("outcome", "done")
    except BaseException as fault:
        record["outcome"] = f"failed: {type(fault).__name__}"
        raise
    finally:
        record["seconds"] = round(time.monotonic() - began, 1)
        _write(path, record)


def _write(path: Path, record: dict) -> None:
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(record, indent=2) + "\n")
    os.replace(partial, path)


def refresh(
    settings: Settings,
    *,
    with_release: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[list[Outcome], Built, Release | None]:
    """Ingest and build, with a draft release when asked for; yesterday stays on failure."""
    with one_at_a_time(settings.home), recorded(settings, "refresh") as record:
        refuse_a_home_elsewhere(settings)
        finish_new_database_key(settings)
        key = read_key(settings.key_file("landing"), "landing")
        inbox = settings.inbox_folder
        outcomes = []
        for outcome in ingest(inbox, settings, key, this_moment(), progress=progress):
            outcomes.append(outcome)
            if outcome.is_refusal:
                progress(outcome.words)
        record["submissions"] = {
            kind: sum(outcome.kind == kind for outcome in outcomes)
            for kind in sorted({outcome.kind for outcome in outcomes})
        }
        if not settings.landing_file.exists() and outcomes:
            raise SubmissionError(
                "nothing has landed yet, and what came was refused; the receipts are in "
                f"{settings.home / 'receipts'}"
            )
        # Retention: what has passed six years is in no build from this one on.
        record["submissions_past_retention"] = len(passed(settings))
        progress("building the warehouse")
        built = build(settings)
        record |= {"models": built.models, "tests": built.tests}
        release = None
        if with_release:
            progress("writing the draft release")
            release = draft(settings)
            record["release"] = release.folder.name
            record_release(settings, release.folder)
    return outcomes, built, release
