"""The warehouse, built by dbt into a new file and put whole in the place of the old.

A build that fails leaves yesterday's where it is. What must be forgotten goes from
landing first, so that no build knows of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UsageError
from ingest.landing import bring_up_to_date, open_landing
from liia.clock import today
from liia.configuration import Settings
from liia.dbt_run import Built, run_dbt
from liia.governance import audit_log
from liia.governance.certificates import certify
from liia.governance.database_keys import finish_new_database_key
from liia.governance.forgetting import forget, is_pending
from liia.governance.requests import Requests
from liia.inputs import digest_built_from, digest_of_inputs
from liia.keys import read_key
from liia.swap import clear_leftovers, seal, swap_in, verify, wal


@dataclass(frozen=True)
class Made:
    """A build that stands beside the warehouse and is not yet looked through."""

    path: Path
    built: Built


def build(settings: Settings, selection: Sequence[str] = ()) -> Built:
    """Build every model, test it, and put the file in the place of the warehouse.

    A `selection` (dbt arguments, such as --select core) is built and tested on a copy of
    the standing warehouse. Raises DataTestFailed, naming tests, when anything failed.
    """
    settle(settings)
    _refuse_without_landing(settings)
    if selection and is_pending(settings, today()):
        raise UsageError("something must be forgotten first. Run: liia build")
    forgotten = forget(settings)
    made = make(settings, selection)
    try:
        look_through(settings, made)
        put_in_place(settings, made)
    finally:
        discard(made.path)
    certify(settings, forgotten)
    return made.built


def settle(settings: Settings) -> list[str]:
    """Clear what a killed run left, names of which come back, and finish its work.

    A log beside landing holds what was accepted just before the kill: opening landing
    folds it in.
    """
    left = clear_leftovers(settings.home, settings.spill_folder)
    finish_new_database_key(settings)
    if wal(settings.landing_file).exists():
        with open_landing(settings.landing_file):
            left.append(wal(settings.landing_file).name)
    return left


def make(
    settings: Settings,
    selection: Sequence[str] = (),
    options: Sequence[str] = (),
    detail: Callable[[str], None] = lambda _: None,
) -> Made:
    """Build into a file of its own, sealed with what it was built from.

    A `selection` is of models, and needs the rest to stand; `options` are not.
    """
    _refuse_without_landing(settings)
    read_key(settings.key_file("rounding"), "rounding")
    bring_up_to_date(settings.landing_file)
    if selection and not settings.warehouse_file.exists():
        raise UsageError("there is no warehouse to build a part of. Run: liia build")
    # The same name each night: dbt parses anew when what profiles.yml reads changes.
    made = settings.home / "build.duckdb"
    inputs = digest_of_inputs(settings)
    try:
        if selection:
            made.write_bytes(settings.warehouse_file.read_bytes())
            inputs = "a part was built by hand"
        built = run_dbt(settings, made, [*selection, *options], detail)
        seal(made, inputs, built.published)
    except BaseException:
        discard(made)
        raise
    return Made(made, built)


def is_current(settings: Settings) -> bool:
    """Whether a build would give what stands already, and has nothing to forget."""
    if is_pending(settings, today()):
        return False
    standing = digest_built_from(settings.warehouse_file)
    return standing is not None and standing == digest_of_inputs(settings)


def look_through(settings: Settings, made: Made) -> None:
    """Raises NotSound when the build must not take the place of the warehouse."""
    # A restriction may well empty a mart: then yesterday is no measure.
    is_asked_for = bool(Requests(settings).waiting)
    standing = None if is_asked_for else settings.warehouse_file
    verify(made.path, standing, made.built.tables)


def put_in_place(settings: Settings, made: Made) -> None:
    """From here on, whoever opens the warehouse opens this build."""
    swap_in(made.path, settings.warehouse_file)
    facts = {"models": made.built.models, "tests": made.built.tests}
    audit_log.record(settings, "build", **facts)


def discard(path: Path) -> None:
    """Remove a build and its log, if they are there."""
    path.unlink(missing_ok=True)
    wal(path).unlink(missing_ok=True)


def _refuse_without_landing(settings: Settings) -> None:
    if not settings.landing_file.exists():
        raise UsageError(
            f"nothing has landed in {settings.home}. Put files in "
            f"{settings.inbox_folder}/<borough code>/ and run: liia ingest"
        )
