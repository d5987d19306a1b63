"""The warehouse, built by dbt into a new file and swapped in whole.

Readers hold yesterday's file until they open again; a build that fails leaves it where
it is. DuckDB replays a `.wal` that it finds beside a file, whoever wrote it, so none may
stand there before or after.
"""

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import DataTestFailed, LiiaError, ProtectionFailed, UsageError
from ingest.landing import bring_up_to_date
from ingest.project import project_root
from liia.configuration import Settings
from liia.keys import read_key


@dataclass(frozen=True)
class Built:
    """A build that passed and was swapped in."""

    models: int
    tests: int
    warnings: list[str]
    """Names of the tests that warned: what a borough should mend."""


def build(settings: Settings, selection: Sequence[str] = ()) -> Built:
    """Build every model, test it, and put the file in the place of the warehouse.

    A `selection` (dbt arguments, such as --select core) is built and tested on a copy of
    the standing warehouse. Raises DataTestFailed, naming tests, when anything failed.
    """
    if not settings.landing_file.exists():
        raise UsageError(
            f"nothing has landed in {settings.home}. Put files in "
            f"{settings.inbox_folder}/<borough code>/ and run: liia ingest"
        )
    read_key(settings.key_file("rounding"), "rounding")
    bring_up_to_date(settings.landing_file)
    _clear_leftovers(settings.home)
    if selection and not settings.warehouse_file.exists():
        raise UsageError("there is no warehouse to build a part of. Run: liia build")
    made = settings.home / f"build-{uuid.uuid4().hex[:8]}.duckdb"
    if selection and settings.warehouse_file.exists():
        made.write_bytes(settings.warehouse_file.read_bytes())
    try:
        built = _run_dbt(settings, made, selection)
        swap_in(made, settings.warehouse_file)
    finally:
        made.unlink(missing_ok=True)
        _wal(made).unlink(missing_ok=True)
    return built


def swap_in(made: Path, standing: Path) -> None:
    """Put `made` in the place of `standing`, durable and whole."""
    import duckdb

    with duckdb.connect(str(made)) as connection:
        connection.execute("checkpoint")
    for path in (made, standing):
        if _wal(path).exists():
            raise LiiaError(
                f"{_wal(path)} stands beside a database and would be replayed into it. "
                "Close whatever program writes there, and build again."
            )
    _sync(made)
    os.replace(made, standing)
    _sync(standing.parent)


def _run_dbt(settings: Settings, made: Path, selection: Sequence[str]) -> Built:
    from dbt.cli.main import dbtRunner

    root = str(project_root())
    arguments = ["build", "--project-dir", root, "--profiles-dir", root]
    arguments += ["--target-path", str(settings.home.resolve() / "state" / "dbt")]
    arguments += ["--log-path", str(settings.home.resolve() / "logs")]
    arguments += [
        "--log-level",
        "error",
        "--log-level-file",
        "info",
        "--no-use-colors",
        *selection,
    ]
    with _environment(
        LIIA_HOME=str(settings.home.resolve()),
        LIIA_BUILD_FILE=str(made.resolve()),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    ):
        outcome = dbtRunner().invoke(arguments)
    _release_adapter()
    results = getattr(outcome.result, "results", None)
    if type(outcome.exception).__name__ == "DbtUsageException":
        raise UsageError(f"dbt does not take that: {outcome.exception}")
    if results is None:
        # dbt's own fault, such as a model that does not parse: its text holds no data.
        raise LiiaError(f"dbt could not start: {outcome.exception}")
    failed = [r.node.name for r in results if r.status in ("error", "fail")]
    unsafe = [
        r.node.name
        for r in results
        if r.status == "error" and r.node.path.startswith("protection")
    ]
    if unsafe:
        raise ProtectionFailed(
            f"{', '.join(unsafe)}: no rounding could be proven safe; nothing is "
            f"published and yesterday's warehouse stays. More in "
            f"{settings.home / 'logs' / 'dbt.log'}"
        )
    if failed:
        raise DataTestFailed(
            f"{len(failed)} of {len(results)} steps failed; yesterday's warehouse stays: "
            f"{', '.join(failed[:10])}. More in {settings.home / 'logs' / 'dbt.log'}"
        )
    if not results:
        raise UsageError("that selection names nothing; the warehouse is as it was.")
    kinds = [result.node.resource_type for result in results]
    return Built(
        models=kinds.count("model"),
        tests=kinds.count("test") + kinds.count("unit_test"),
        warnings=[result.node.name for result in results if result.status == "warn"],
    )


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """What profiles.yml reads, for the length of one run."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ |= variables
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _release_adapter() -> None:
    # dbt-duckdb keeps its connection for the life of the process, and with it the file.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


def _clear_leftovers(home: Path) -> None:
    """What a killed build left behind; the caller holds the lock."""
    for pattern in ("build-*.duckdb", "build-*.duckdb.wal"):
        for leftover in home.glob(pattern):
            leftover.unlink()


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle to a folder to sync.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
