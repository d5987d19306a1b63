"""One run of dbt inside this process, and what became of it in words without values.

dbt's own logs and artefacts are off: an engine's error text quotes the cell that it
stumbled on. What is told are names of models and tests, and the kind of fault.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import DataTestFailed, LiiaError, ProtectionFailed, UsageError
from ingest.project import project_root
from liia.clock import this_moment
from liia.configuration import Settings
from liia.failpoints import reach
from liia.governance.durable import write_json
from liia.keys import read_key

_SHORTAGES = {
    r"No space left|ENOSPC": "the disk is full. Free some space",
    r"File too large|EFBIG": "the disk takes no file of that size. Raise its limit",
    r"Read-only file system": "the disk can only be read. Mount it for writing",
    r"Out of Memory": "memory_limit is too small. Raise it in liia.toml",
}
"""What the machine lacks, by how the engine says it."""
_KIND = re.compile(r"\b([A-Z][A-Za-z]+ (?:Error|Exception))\b")
"""The class of an engine's error; the text after it may hold a value."""


@dataclass(frozen=True)
class Built:
    """A build that passed."""

    models: int
    tests: int
    warnings: list[str]
    """Names of the tests that warned: what a borough should mend."""
    tables: list[str]
    """Schema and name of each model and seed that was built."""
    published: dict[str, str] = field(default_factory=dict)
    """The SQL of each publication that was built, by name."""


def run_dbt(
    settings: Settings,
    made: Path,
    options: Sequence[str],
    detail: Callable[[str], None] = lambda _: None,
) -> Built:
    """Build and test into `made`; `detail` hears each model as it begins.

    Raises DataTestFailed, naming tests, when any failed.
    """
    results = results_of(settings, made, options, detail)
    _note_tests(settings, results)
    _raise_if_failed(results)
    if not results:
        raise UsageError("that selection names nothing; the warehouse is as it was.")
    kinds = [result.node.resource_type for result in results]
    return Built(
        models=kinds.count("model"),
        tests=kinds.count("test") + kinds.count("unit_test"),
        warnings=[result.node.name for result in results if result.status == "warn"],
        tables=[
            f"{result.node.schema}.{result.node.alias}"
            for result in results
            if result.node.resource_type in ("model", "seed")
        ],
        published={
            result.node.name: result.node.compiled_code
            for result in results
            if result.node.resource_type == "model"
            and result.node.schema == "published"
        },
    )


def results_of(
    settings: Settings,
    made: Path,
    options: Sequence[str],
    detail: Callable[[str], None] = lambda _: None,
) -> Sequence:
    """dbt's own result of each model, seed and test, good or bad."""
    outcome = _invoke(settings, made, ["build", "--no-write-json", *options], detail)
    if "held and not declared" in str(outcome.exception):
        raise DataTestFailed(str(outcome.exception).strip().splitlines()[1].strip())
    results = getattr(outcome.result, "results", None)
    if results is None:
        raise _not_started(outcome.exception)
    return results


def manifest_of(settings: Settings) -> dict:
    """All that the project declares, as dbt writes it down; no database is opened."""
    outcome = _invoke(settings, settings.warehouse_file, ["parse", "--no-write-json"])
    if outcome.exception:
        raise _not_started(outcome.exception)
    return outcome.result.writable_manifest().to_dict(omit_none=False)


def _invoke(
    settings: Settings,
    made: Path,
    arguments: Sequence[str],
    detail: Callable[[str], None] = lambda _: None,
):
    from dbt.cli.main import dbtRunner

    command, *options = arguments
    root, state = str(project_root()), settings.home.resolve() / "state"
    words = [command, "--project-dir", root, "--profiles-dir", root]
    # What was parsed is kept here from night to night.
    words += ["--target-path", str(state / "dbt"), "--log-path", str(state / "dbt")]
    words += ["--log-level", "none", "--log-level-file", "none", "--no-use-colors"]
    made_up = json.dumps({"is_made_up_london": is_made_up(settings)})
    words += ["--vars", made_up]
    runner = dbtRunner(callbacks=[lambda event: _listen(event, detail)])
    with _environment(
        LIIA_HOME=str(settings.home.resolve()),
        LIIA_BUILD_FILE=str(made.resolve()),
        LIIA_MEMORY_LIMIT=settings.memory_limit,
        LIIA_THREADS=str(settings.threads),
        LIIA_SPILL=str(settings.spill_folder.resolve()),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    ):
        outcome = runner.invoke([*words, *options])
    _release_adapter()
    return outcome


def is_made_up(settings: Settings) -> bool:
    """Whether the children of this home are made up, as its keys say."""
    return read_key(settings.key_file("rounding"), "rounding").is_demo


def ended_file(settings: Settings) -> Path:
    """How each test of the last build ended, by name, whatever became of the build."""
    return settings.home / "state" / "build_tests.json"


def _note_tests(settings: Settings, results: Sequence) -> None:
    ended = {
        result.node.name: str(result.status)
        for result in results
        if result.node.resource_type == "test"
    }
    at = this_moment().isoformat(timespec="seconds")
    write_json(ended_file(settings), {"at": at, "tests": ended})


def _listen(event, detail: Callable[[str], None]) -> None:
    if event.info.name == "NodeStart":
        detail(event.data.node_info.node_name)
    elif event.info.name == "NodeFinished":
        reach("build.node")


def _not_started(fault: BaseException) -> LiiaError:
    _raise_if_short(str(fault))
    if type(fault).__name__ == "DbtUsageException":
        return UsageError(f"dbt does not take that: {fault}")
    # dbt's own fault, such as a model that does not parse: its text holds no data.
    return LiiaError(f"dbt could not start: {fault}")


def _raise_if_failed(results: Sequence) -> None:
    failed = [result for result in results if result.status in ("error", "fail")]
    if not failed:
        return
    for result in failed:
        _raise_if_short(result.message or "")
    unproven = [r.node.name for r in failed if "ProtectionFailed" in (r.message or "")]
    if unproven:
        raise ProtectionFailed(
            f"disclosure control stopped the build: {', '.join(unproven)} has no safe "
            "rounding. Nothing is published, and yesterday's warehouse stays. See: dbt "
            f"build --select {unproven[0]}"
        )
    told = ", ".join(f"{result.node.name} ({_kind(result)})" for result in failed[:10])
    raise DataTestFailed(
        f"{len(failed)} of {len(results)} steps failed; yesterday's warehouse stays: "
        f"{told}. To look at the rows: dbt build --select {failed[0].node.name}"
    )


def _raise_if_short(text: str) -> None:
    for pattern, words in _SHORTAGES.items():
        if re.search(pattern, text):
            raise LiiaError(f"{words} and run again; yesterday's warehouse stays.")


def _kind(result) -> str:
    if result.status == "fail":
        return f"{result.failures} rows"
    found = _KIND.findall(result.message or "")
    return found[-1] if found else "error"


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
