"""What a run leaves behind of itself: a line a step in the log, and last_run.json.

Neither holds a value: steps, seconds, counts, names of tests, kinds of faults.
"""

import json
import logging
import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from ingest.errors import Busy, LiiaError
from liia.clock import this_moment
from liia.configuration import Settings
from liia.failpoints import reach

LOG_BYTES, LOGS_KEPT = 1_000_000, 5
STOPPED = (
    "stopped before the end; yesterday's warehouse stays, and what landed is kept. Run "
    "again: it goes on from there."
)


@dataclass(frozen=True)
class Run:
    """A run that is being recorded."""

    facts: dict
    """What last_run.json will say."""
    log: logging.Logger

    @contextmanager
    def step(self, name: str) -> Iterator[dict]:
        """Time a step; what the caller puts in the dict stands in its line of the log."""
        reach(f"{name}.begins")
        began, facts = time.monotonic(), {}
        self.facts["steps"].append(line := {"step": name, "outcome": "running"})
        try:
            yield facts
            line["outcome"] = "done"
        except BaseException as fault:
            line["outcome"] = f"failed: {type(fault).__name__}"
            raise
        finally:
            line |= {"seconds": round(time.monotonic() - began, 2), **facts}
            self.log.info(" ".join(f"{key}={value}" for key, value in line.items()))
        reach(f"{name}.ended")


def last_run(settings: Settings) -> dict | None:
    """What last_run.json says, or None when nothing ever ran."""
    path = settings.home / "state" / "last_run.json"
    return json.loads(path.read_text()) if path.exists() else None


@contextmanager
def recorded(settings: Settings, verb: str) -> Iterator[Run]:
    """Record a run, well or badly ended. The caller holds the lock."""
    earlier = last_run(settings) or {}
    began, started_at = time.monotonic(), this_moment().isoformat(timespec="seconds")
    facts = {"run": uuid.uuid4().hex[:8], "verb": verb, "started_at": started_at}
    facts |= {"last_good": earlier.get("last_good"), "steps": []}
    path = settings.home / "state" / "last_run.json"
    # A run that is killed leaves this behind, and is seen not to have ended.
    _write(path, {**facts, "outcome": "running"})
    with _log(settings.home / "logs", f"{verb} {facts['run']}") as log:

        def close() -> None:
            facts["seconds"] = round(time.monotonic() - began, 1)
            facts["peak_memory_mb"] = _peak_memory_mb()
            log.info(
                "outcome=%s exit_code=%s seconds=%s peak_memory_mb=%s %s",
                *(facts[k] for k in ("outcome", "exit_code", "seconds")),
                *(facts["peak_memory_mb"], facts.get("words", "")),
            )
            _write_if_possible(path, facts)

        def stop(*_) -> None:
            facts.update(outcome="stopped", exit_code=Busy.exit_code, words=STOPPED)
            close()
            os.write(sys.stderr.fileno(), f"liia: {STOPPED}\n".encode())
            # Not unwound: the engine and dbt may wait for each other for ever, and the
            # next run clears up after a kill all the same.
            os._exit(Busy.exit_code)

        try:
            with _on_request_to_stop(stop):
                yield Run(facts, log)
            facts |= {"outcome": "done", "exit_code": facts.get("exit_code", 0)}
            facts["last_good"] = started_at
        except BaseException as fault:
            # Our own words hold no value; another library's may.
            ours = isinstance(fault, LiiaError)
            facts["outcome"] = f"failed: {type(fault).__name__}"
            facts["exit_code"] = fault.exit_code if ours else 1
            facts["words"] = str(fault) if ours else ""
            raise
        finally:
            close()


def age_of(moment: str) -> float:
    """Hours since a moment that a record tells of; negative when it lies ahead."""
    return (this_moment() - datetime.fromisoformat(moment)).total_seconds() / 3600


@contextmanager
def _log(folder: Path, who: str) -> Iterator[logging.Logger]:
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "liia.log", maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter(f"%(asctime)s {who} %(message)s"))
    log = logging.getLogger("liia")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(handler)
    # A disk that is full must not hide the fault that it caused.
    handler.handleError = lambda _: None
    try:
        yield log
    finally:
        log.removeHandler(handler)
        handler.close()


@contextmanager
def _on_request_to_stop(stop: Callable[..., None]) -> Iterator[None]:
    """Have SIGTERM and Ctrl-C answered by `stop`; only a main thread may say so."""
    signals = (signal.SIGTERM, signal.SIGINT)
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [signal.signal(number, stop) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _write(path: Path, facts: dict) -> None:
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(facts, indent=2) + "\n")
    reach("record.partial")
    os.replace(partial, path)


def _write_if_possible(path: Path, facts: dict) -> None:
    try:
        _write(path, facts)
    except OSError:
        # The fault that is on its way up says why; the record stays at "running".
        print("liia: how the run ended could not be recorded.", file=sys.stderr)


def _peak_memory_mb() -> int | None:
    if os.name == "nt":
        return None
    import resource

    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) // 1024
