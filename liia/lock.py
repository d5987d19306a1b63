"""One run at a time in a home: a lock of the operating system, which a kill lets go."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import Busy


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


def is_busy(home: Path) -> bool:
    """Whether a run is at work in `home` now."""
    try:
        with one_at_a_time(home):
            return False
    except Busy:
        return True
