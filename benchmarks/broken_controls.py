"""Break each control once, in a copy, and see its promise turn red in the evidence pack.

    python -m benchmarks.broken_controls

One line of the product is changed, the proofs of the promise run, and the evidence is
read from what they wrote. A control that can be broken unnoticed would show as proven.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from ingest.project import project_root
from liia.governance.promises import Promise, promises


class Breach(NamedTuple):
    """A line of the product and what it becomes."""

    file: str
    line: str
    broken: str


BREACHES = {
    "wider_aims": Breach(
        "models/staging/annex_a/_annex_a__sources.yml",
        "purpose: equalities_monitoring",
        "purpose: curiosity",
    ),
    "pseudonymised": Breach(
        "ingest/privacy.py", 'SHARED_PSEUDONYM = r"', 'SHARED_PSEUDONYM = r".*|'
    ),
    "anonymised": Breach(
        "liia/governance/verification.py",
        "if not path.exists() or digest_of_file(path) != digest:",
        "if not path.exists():",
    ),
    "lawful_basis": Breach(
        "dbt_project.yml", "lawful_basis: UK GDPR Article 6(1)(e)", "basis: custom"
    ),
    "new_purposes": Breach(
        "models/staging/ssda903/_ssda903__sources.yml",
        "purpose: sufficiency",
        "purpose: fraud_detection",
    ),
    "transparency": Breach("docs/promises.md", "| Age |", "| Age and address |"),
    "unique_id": Breach(
        "ingest/pseudonyms.py",
        "_keyed(secret, dfe_code, shared_id)",
        "_keyed(secret, shared_id)",
    ),
    "age": Breach("ingest/privacy.py", 'return "exact_age" if decimals', 'return None if decimals'),
    "birth_month": Breach("ingest/landing.py", '"month": "[0-9]{4}-[0-9]{2}-01|', '"month": ".*|'),
    "postcode_sector": Breach("ingest/landing.py", '"sector": "', '"sector": ".*|'),
    "listed_data": Breach(
        "ingest/landing.py", "_source_row integer not null,", "_source_row integer not null, surname varchar,"
    ),
    "shared_with_liia": Breach("liia/configuration.py", "os.umask(0o077)", "os.umask(0o022)"),
    "transfers": Breach("liia/governance/locations.py", '    "dropbox",\n', ""),
    "six_years": Breach("liia/governance/forgetting.py", "delete_on <= ?", "delete_on < ?"),
    "access": Breach("liia/governance/export.py", 'as_page(name, about, tables)', 'as_page(name, about, [])'),
    "object_restrict": Breach(
        "models/staging/annex_a/stg_annex_a__referrals.sql",
        "{{ unrestricted('annex_a', 'referrals') }}",
        "select * from {{ source('annex_a', 'referrals') }}",
    ),
    "erasure": Breach(
        "liia/governance/rewriting.py",
        '"child_id not in (select id from gone_children)"',
        '"true"',
    ),
    "rectification": Breach(
        "ingest/landing.py", "insert into register.to_scrub values (?)", "select ?"
    ),
    "portability": Breach("liia/governance/export.py", "row[at] = child.shared_id", "pass"),
    "no_automation": Breach(
        "models/marts/core/_core__models.yml",
        "      - name: sex\n",
        "      - name: risk_score\n        description: A score.\n        data_type: integer\n      - name: sex\n",
    ),
    "accountability": Breach(
        "liia/governance/audit_log.py", "faults or _missing_heads(settings, lines)", "faults"
    ),
}  # fmt: skip


_BUILD = """
import sys
from ingest.landing import open_landing
from liia.configuration import settings
from liia.dbt_run import run_dbt
with open_landing(settings().landing_file):
    pass
run_dbt(settings(), settings().home / "made.duckdb", ["--select", *sys.argv[1:]])
"""


def broken(promise: Promise, breach: Breach) -> tuple[str, str]:
    """The state of a promise when its control is broken, and the proof that failed."""
    with tempfile.TemporaryDirectory() as folder:
        copy, home = Path(folder) / "project", Path(folder) / "home"
        left = shutil.ignore_patterns(".*", "data", "target", "logs", "*.pyc")
        shutil.copytree(project_root(), copy, ignore=left)
        path = copy / breach.file
        text = path.read_text(encoding="utf-8")
        assert breach.line in text, f"{breach.file} has no longer: {breach.line}"
        path.write_text(text.replace(breach.line, breach.broken), encoding="utf-8")
        _run_proofs(promise, copy, home)
        said = _python(copy, home, "-m", "liia", "evidence", "--format", "json")
        rows = {row["promise_id"]: row for row in json.loads(said.stdout)}
        row = rows[promise.promise]
        failed = [proof for proof in row["proofs"] if proof.endswith(": failed")]
        return row["state"], failed[0].removesuffix(": failed") if failed else ""


def _run_proofs(promise: Promise, copy: Path, home: Path) -> None:
    _python(copy, home, "-m", "liia", "doctor", "--new-keys")
    if promise.tests:
        written = ["--junitxml", str(home / "state" / "tests.xml")]
        tests = [f"tests/{name}" for name in promise.tests]
        _python(copy, home, "-m", "pytest", "-q", "-x", *written, *tests)
    if promise.builds:
        # As a night does it, into a file of its own: only that leaves a trace to read.
        _python(copy, home, "-c", _BUILD, *(f"+{name}" for name in promise.builds))


def _python(copy: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "LIIA_HOME": str(home), "PYTHONPATH": str(copy)}
    environment |= {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> None:
    wanted = sys.argv[1:]
    green = 0
    for promise in promises():
        if promise.promise in BREACHES and (not wanted or promise.promise in wanted):
            breach = BREACHES[promise.promise]
            state, proof = broken(promise, breach)
            green += state != "broken"
            print(
                f"{promise.promise:18} {breach.file:50} {state:9} {proof}", flush=True
            )
    sys.exit(1 if green else 0)


if __name__ == "__main__":
    main()
