"""Whether what was recorded still holds: the log, certificates, releases, the register."""

import json
from dataclasses import dataclass
from pathlib import Path

from liia.configuration import Settings
from liia.database import opened
from liia.governance import audit_log
from liia.governance.audit_log import Reading, read_log
from liia.governance.rewriting import digest_of_file
from liia.governance.tombstones import RULE


@dataclass(frozen=True)
class Verified:
    """One thing that was compared with the audit log."""

    subject: str
    faults: list[str]
    looked_at: int


def record_release(settings: Settings, folder: Path) -> None:
    """Let the log tell the manifest of a release: when drafted, and when approved."""
    digest = digest_of_file(folder / "manifest.json")
    told = [line["facts"] for line in read_log(settings).of("release")]
    if {"release": folder.name, "manifest_sha256": digest} not in told:
        facts = {"release": folder.name, "manifest_sha256": digest}
        audit_log.record(settings, "release", **facts)


def verify(settings: Settings) -> list[Verified]:
    """Everything that the audit log can be held against."""
    log = read_log(settings)
    return [
        Verified("audit log", log.faults, len(log.lines)),
        _certificates(settings, log),
        _releases(settings, log),
        _register(settings, log),
    ]


def _certificates(settings: Settings, log: Reading) -> Verified:
    paths = sorted(settings.certificates_folder.glob("*.json"))
    told = {line["number"]: line["facts"] for line in log.of("certificate")}
    faults = []
    for path in paths:
        said = json.loads(path.read_text(encoding="utf-8"))
        facts = {"reference": said["reference"], "kind": said["kind"], **said["facts"]}
        if told.get(said["audit_head"]["number"]) != json.loads(json.dumps(facts)):
            faults.append(f"{path.name} is not what the log says of it")
    issued = {line["facts"]["reference"] for line in log.of("certificate")}
    lost = sorted(issued - {path.stem for path in paths})
    return Verified("certificates", faults + [f"{n} is gone" for n in lost], len(paths))


def _releases(settings: Settings, log: Reading) -> Verified:
    told = {line["facts"]["release"]: line["facts"] for line in log.of("release")}
    faults = []
    for name, facts in told.items():
        manifest = settings.releases_folder / name / "manifest.json"
        if not manifest.exists():
            faults.append(f"release {name} is gone")
        elif digest_of_file(manifest) != facts["manifest_sha256"]:
            faults.append(f"the manifest of release {name} was changed")
        else:
            faults += _changed_tables(manifest)
    return Verified("releases", faults, len(told))


def _changed_tables(manifest: Path) -> list[str]:
    """Files of a release that are not those that its manifest describes."""
    faults = []
    for digest, name in _digests(json.loads(manifest.read_text(encoding="utf-8"))):
        path = manifest.parent / name
        if not path.exists() or digest_of_file(path) != digest:
            faults.append(f"{name} of release {manifest.parent.name} was changed")
    return faults


def _digests(said: object, name: str = "") -> list[tuple[str, str]]:
    """Every (sha256, file) that a manifest tells, however deep it stands."""
    if not isinstance(said, dict):
        return []
    own = [(said["sha256"], name)] if isinstance(said.get("sha256"), str) else []
    return own + [pair for key, value in said.items() for pair in _digests(value, key)]


def _register(settings: Settings, log: Reading) -> Verified:
    """Landing holds what the log saw come, row for row, but for what was erased."""
    if not settings.landing_file.exists():
        return Verified("landing register", [], 0)
    told = {line["facts"]["submission_id"]: line["facts"] for line in log.of("land")}
    with opened(settings.landing_file, "landing") as landing:
        rows = landing.execute(
            """
            select submission_id, digest, superseded_by is not null, (
                select coalesce(sum(rows_landed), 0) from register.submission_lists
                where submission_lists.submission_id = submissions.submission_id
            ), (
                select coalesce(sum(row_count), 0) from register.rejected_rows
                where rejected_rows.submission_id = submissions.submission_id
                    and rule_id = ?
            ) from register.submissions
            """,
            [RULE],
        ).fetchall()
        held = _rows_by_submission(landing)
    faults = []
    for name, digest, is_replaced, landed, erased in rows:
        facts = told.get(name)
        if facts is None:
            faults.append(f"{name} stands in the register and never came")
        elif facts["digest"] != digest:
            faults.append(f"the digest of {name} was changed")
        elif (
            not is_replaced and facts["rows"] + facts["rows_erased"] != landed + erased
        ):
            faults.append(f"the rows of {name} are not as many as came")
        elif held.get(name, 0) != (0 if is_replaced else landed):
            faults.append(f"landing holds other rows of {name} than its register says")
    faults += [f"{name} is in landing and not in its register" for name in held.keys()
               - {row[0] for row in rows}]  # fmt: skip
    return Verified("landing register", faults, len(rows))


def _rows_by_submission(landing) -> dict[str, int]:
    tables = landing.execute(
        "select table_schema || '.' || table_name from information_schema.columns "
        "where table_catalog = 'landing' and column_name = '_submission_id'"
    ).fetchall()
    held: dict[str, int] = {}
    for (table,) in tables:
        for name, count in landing.execute(
            f"select _submission_id, count(*) from {table} group by all"
        ).fetchall():
            held[name] = held.get(name, 0) + count
    return held
