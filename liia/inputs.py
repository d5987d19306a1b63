"""What the warehouse is a function of, as one digest: the same digest, the same rows.

A night on which nothing of it changed has nothing to build.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

import ingest
import liia
from ingest.errors import KeyProblem, LiiaError
from ingest.project import project_root
from liia.configuration import Settings
from liia.database import opened
from liia.keys import read_key

_PROJECT = ("models", "macros", "seeds", "tests")
_HOW_NOT_WHAT = {"home", "inbox", "keys", "releases", "after_landing"}
_HOW_NOT_WHAT |= {"memory_limit", "threads", "spill"}
_HOW_NOT_WHAT |= {"transfers", "limits", "most_rejected"}
"""Settings that decide where and how to build, or what may land, and not what is built
of it."""
_ENGINES = ("duckdb", "dbt-core", "dbt-duckdb")


def digest_of_inputs(settings: Settings) -> str:
    """Landing, ledger, code, seeds, settings, the rounding key and the engines."""
    rounding = read_key(settings.key_file("rounding"), "rounding").fingerprint
    parts = [rounding, settings.model_dump_json(exclude=_HOW_NOT_WHAT)]
    parts += [f"{name} {version(name)}" for name in _ENGINES]
    parts += [_digest_of_file(path) for path in _code()]
    parts += _digests_of_tables(settings.landing_file)
    ledger = settings.ledger_file
    parts += [_digest_of_file(ledger)] if ledger.exists() else []
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def digest_built_from(warehouse: Path) -> str | None:
    """What `warehouse` says that it was built from; None if it does not say."""
    import duckdb

    if not warehouse.exists():
        return None
    try:
        with opened(warehouse, "warehouse") as connection:
            rows = connection.execute(
                "select inputs_digest from governance.built_from"
            ).fetchall()
    except (duckdb.Error, KeyProblem):
        return None
    return rows[0][0] if rows else None


def _code() -> list[Path]:
    """Every file that decides what a build holds, in a fixed order."""
    root = project_root()
    found = [root / "dbt_project.yml", root / "profiles.yml"]
    for folder in _PROJECT:
        kinds = (".sql", ".yml", ".csv", ".md", ".py")
        found += [p for p in (root / folder).rglob("*") if p.suffix in kinds]
    for package in (ingest, liia):
        found += Path(package.__file__).parent.rglob("*.py")
    of_tests = root / "tests"
    is_test = [p.suffix == ".py" and of_tests in p.parents for p in found]
    return sorted(
        {p for p, left_out in zip(found, is_test, strict=True) if not left_out}
    )


def _digest_of_file(path: Path) -> str:
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _digests_of_tables(path: Path) -> list[str]:
    """Rows and a digest of every landed table, whatever the order of its rows.

    Not the register alone: an erasure changes rows that no new submission announces.
    """
    import duckdb

    try:
        with opened(path, "landing") as landing:
            names = landing.execute(
                "select table_schema || '.' || table_name from information_schema.tables "
                "where table_catalog = 'landing' order by all"
            ).fetchall()
            return [
                f"{name} {landing.execute(_ROWS_OF.format(name)).fetchone()}"
                for (name,) in names
            ]
    except duckdb.Error as fault:
        raise LiiaError(
            f"{path} cannot be read ({type(fault).__name__}); yesterday's warehouse "
            "stays. If the file is damaged, put last night's copy of it in its place "
            "(docs/operating.md)."
        ) from None


_ROWS_OF = "select count(*), sum(hash(rows_of)) from {} as rows_of"
