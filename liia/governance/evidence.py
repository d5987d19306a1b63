"""The evidence pack: each promise, its control, and when it was last proven, by what.

It reads what runs have written and nothing else: the tests' JUnit file, how the tests of
the last build ended, the audit log and the certificates. It never judges by itself whether a
control is there: a promise is proven by a run, broken by one, or not proven.
"""

import json
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree

from liia.clock import this_moment
from liia.configuration import Settings
from liia.dbt_run import ended_file
from liia.governance.audit_log import Reading, read_log
from liia.governance.durable import write_json, write_text
from liia.governance.promises import Promise, promises
from liia.governance.verification import Verified


@dataclass(frozen=True)
class Row:
    """What the pack says of one promise."""

    promise_id: str
    notice: str
    control: str
    state: str
    """proven, broken, unproven, or council (not this system's to keep)."""
    words: str
    """By which tests and runs, when, with figures."""
    proofs: list[str]
    """Each test and run with its last result."""


@dataclass(frozen=True)
class Artefacts:
    """What runs have written, as far as it is there."""

    tests: dict[str, str]
    """Test to passed, failed or skipped: a test of several cases fails with any."""
    tests_at: str
    builds: dict[str, str]
    """Test of the warehouse to its status in the last build."""
    built_at: str
    log: Reading


def write(settings: Settings, verified: list[Verified]) -> list[Row]:
    """Write `evidence/evidence.html` and `.json`; the rows come back."""
    artefacts = read_artefacts(settings)
    rows = [_row(one, artefacts, verified) for one in promises()]
    figures = _figures(settings, artefacts)
    content = {
        "made_at": this_moment().isoformat(timespec="seconds"),
        "tests_at": artefacts.tests_at,
        "built_at": artefacts.built_at,
        "figures": figures,
        "verified": [vars(one) for one in verified],
        "promises": [vars(row) for row in rows],
    }
    folder = settings.home / "evidence"
    write_json(folder / "evidence.json", content)
    write_text(folder / "evidence.html", _page(content))
    return rows


def junit_file(settings: Settings) -> Path:
    """Where `make test` leaves its JUnit file."""
    return settings.home / "state" / "tests.xml"


def read_artefacts(settings: Settings) -> Artefacts:
    """What the runs of this home have written."""
    tests, tests_at = _tests(junit_file(settings))
    path = ended_file(settings)
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    builds, built_at = told.get("tests", {}), told.get("at", "")
    return Artefacts(tests, tests_at, builds, built_at, read_log(settings))


def _tests(path: Path) -> tuple[dict[str, str], str]:
    if not path.exists():
        return {}, ""
    root = ElementTree.parse(path).getroot()
    found: dict[str, str] = {}
    for case in root.iter("testcase"):
        file = case.get("classname", "").removeprefix("tests.").replace(".", "/")
        name = f"{file}.py::{case.get('name', '').partition('[')[0]}"
        kinds = {child.tag for child in case}
        state = "failed" if kinds & {"failure", "error"} else "passed"
        state = "skipped" if "skipped" in kinds else state
        if found.get(name, "passed") == "passed":
            found[name] = state
    suite = next(root.iter("testsuite"), root)
    return found, suite.get("timestamp", "")


def _row(promise: Promise, artefacts: Artefacts, verified: list[Verified]) -> Row:
    told = {
        f"test {name}": artefacts.tests.get(name, "not run") for name in promise.tests
    }
    told |= {
        f"build {name}": {"pass": "passed", "fail": "failed", "error": "failed"}.get(
            artefacts.builds.get(name, ""), "not run"
        )
        for name in promise.builds
    }
    if promise.promise == "accountability":
        told |= {
            f"records {v.subject}": "failed" if v.faults else "passed" for v in verified
        }
    runs = _runs(promise, artefacts.log)
    states = Counter(told.values())
    if promise.whose == "council":
        state = "council"
    elif states["failed"]:
        state = "broken"
    elif states["passed"] and states["passed"] == len(told):
        state = "proven"
    else:
        state = "unproven"
    words = ", ".join(f"{count} {name}" for name, count in states.items())
    proofs = [f"{name}: {result}" for name, result in told.items()] + runs
    return Row(
        promise.promise,
        promise.notice,
        promise.control,
        state,
        "; ".join([words, *runs]) if words else "bound to the council",
        proofs,
    )


def _runs(promise: Promise, log: Reading) -> list[str]:
    """How often a control ran in earnest, and when it last did."""
    told = []
    for name in promise.runs:
        lines = [
            line
            for line in log.lines
            if line["action"] == name
            or (line["action"], line["facts"].get("kind")) == ("certificate", name)
        ]
        last = f", last on {lines[-1]['at'][:10]}" if lines else ""
        told.append(f"{len(lines)} runs of {name}{last}")
    return told


def _figures(settings: Settings, artefacts: Artefacts) -> dict[str, int]:
    """Counts of what was done, out of the log, the receipts and the register of rights."""
    log = artefacts.log
    kinds = Counter(line["facts"]["kind"] for line in log.of("certificate"))
    land = [line["facts"] for line in log.of("land")]
    receipts = (settings.home / "receipts").glob("*/*-refused-*.json")
    return {
        "submissions landed": len(land),
        "rows landed": sum(facts["rows"] for facts in land),
        "rows of erased children turned away": sum(
            facts["rows_erased"] for facts in land
        ),
        "files refused": len(list(receipts)),
        "builds": len(log.of("build")),
        "exports": kinds["export"],
        "rectifications": kinds["rectified"],
        "restrictions": kinds["restricted"],
        "erasures": kinds["erased"],
        "retention runs": kinds["retention"],
        "releases recorded": len(log.of("release")),
        "lines of the audit log": len(log.lines),
    }


def _page(content: dict) -> str:
    from jinja2 import Environment

    template = resources.files("liia.governance").joinpath("evidence.html.jinja")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return page.from_string(template.read_text(encoding="utf-8")).render(**content)
