"""What is installed, configured, writable and private; how to mend what is not."""

import importlib.util
import os
from dataclasses import dataclass

from ingest.errors import LiiaError
from liia.configuration import Settings
from liia.governance.locations import fault_of_home
from liia.governance.zones import exposed
from liia.keys import new_key, read_key

PURPOSES = ("landing", "rounding", "tombstone")


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    subject: str
    is_good: bool
    words: str
    is_needed: bool = True
    """Whether liia cannot do its work without it; otherwise it is a warning."""


def examine(settings: Settings) -> list[Check]:
    """Every check, good or not."""
    return [
        *_installed(),
        *(_key(settings, purpose) for purpose in PURPOSES),
        _home(settings),
        _private(settings),
        _encryption(settings),
        _location(settings),
    ]


def make_missing_keys(settings: Settings, *, demo: bool = False) -> list[str]:
    """Make each of LIIA's keys that is not there; the paths of those made."""
    made = []
    for purpose in PURPOSES:
        path = settings.key_file(purpose)
        if not path.exists():
            new_key(path, purpose, demo=demo)
            made.append(str(path))
    return made


def _installed() -> list[Check]:
    wanted = {"duckdb": "duckdb", "dbt": "dbt-core", "pyarrow": "pyarrow"}
    missing = [name for module, name in wanted.items() if not _is_there(module)]
    words = "duckdb, dbt and pyarrow are installed"
    if missing:
        words = f"not installed: {', '.join(missing)}. Run: pip install '.[warehouse]'"
    return [Check("packages", not missing, words)]


def _is_there(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _key(settings: Settings, purpose: str) -> Check:
    path = settings.key_file(purpose)
    try:
        key = read_key(path, purpose)
    except LiiaError as fault:
        return Check(f"{purpose} key", False, str(fault))
    if os.name != "nt" and path.stat().st_mode & 0o077:
        words = f"others may read {path}. Run: chmod 600 {path}"
        return Check(f"{purpose} key", False, words)
    demo = ", for demonstrations only" if key.is_demo else ""
    return Check(f"{purpose} key", True, f"{path}, fingerprint {key.fingerprint}{demo}")


def _home(settings: Settings) -> Check:
    home = settings.home
    nearest = next(p for p in (home, *home.resolve().parents) if p.exists())
    is_good = os.access(nearest, os.W_OK)
    words = f"{home} can be written" if is_good else f"{home} cannot be written"
    return Check("LIIA_HOME", is_good, words)


def _private(settings: Settings) -> Check:
    found = exposed(settings) if os.name != "nt" else []
    if found:
        paths = " ".join(map(str, found[:10]))
        words = f"{len(found)} files may be read by others. Run: chmod go-rwx {paths}"
        return Check("privacy", False, words)
    return Check("privacy", True, "what is private is readable by its owner alone")


def _encryption(settings: Settings) -> Check:
    # What needs the engine is imported where it is asked for: doctor runs without it too.
    from liia.database import database_key, fresh_connection, load_encryption, opened

    try:
        key = database_key()
        if key:
            with fresh_connection() as connection:
                load_encryption(connection)
            for path in (settings.landing_file, settings.warehouse_file):
                if path.exists():
                    with opened(path, "looked_at"):
                        pass
    except LiiaError as fault:
        return Check("encryption", False, str(fault))
    if key:
        words = f"landing and warehouse are encrypted, key {key.fingerprint}"
        return Check("encryption", True, words)
    words = (
        "the databases are not encrypted: keep LIIA_HOME on an encrypted volume, or run "
        "liia rekey --database"
    )
    return Check("encryption", False, words, is_needed=False)


def _location(settings: Settings) -> Check:
    if fault := fault_of_home(settings):
        return Check("location", False, fault)
    if not settings.transfers.allowed_locations:
        words = "no transfers.allowed_locations are declared in liia.toml"
        return Check("location", False, words, is_needed=False)
    return Check("location", True, f"{settings.home} lies in a declared place")
