"""Certificates: what was done for a request or by the clock, with figures, and of nobody.

Each is JSON with a text beside it, and holds the head of the audit log, whose last line
tells the same: neither can be changed alone.
"""

from pathlib import Path

from ingest.boroughs import find_borough
from liia.clock import today
from liia.configuration import Settings
from liia.governance import audit_log
from liia.governance.child_rows import children_in_landing, strangers_in_warehouse
from liia.governance.durable import write_json, write_text
from liia.governance.forgetting import Forgotten, notes_file, read_notes
from liia.governance.requests import Request, Requests
from liia.governance.rewriting import digest_of_file
from liia.governance.traces_in_files import markers_in_files

_DONE = {
    "erased": (
        "The child's rows are gone from landing, from the warehouse and from every older "
        "copy. A keyed hash remains, by which the door turns the child's rows away."
    ),
    "restricted": (
        "The child's rows are held and not used: in no mart and in no later release."
    ),
    "lifted": "The restriction has ended; the child's rows are used again.",
    "rectified": (
        "The borough's corrected files took the place of what it had sent; the version "
        "before is deleted. How many cells of the child changed, and where:"
    ),
    "export": "All that is held of the child was given to the borough, for the family.",
    "retention": (
        "What was held for six years is deleted. Published figures, which are of nobody, "
        "stay."
    ),
}


def certify(settings: Settings, forgotten: Forgotten) -> list[Path]:
    """After a build: a certificate for each request and retention run it carried out."""
    written, requests = [], Requests(settings)
    waiting = requests.waiting
    notes, path = read_notes(settings), notes_file(settings)
    if not waiting and not path.exists():
        return []
    shared = {
        "landing_sha256_before": notes.get("landing_before"),
        "landing_sha256": digest_of_file(settings.landing_file),
        "warehouse_sha256": digest_of_file(settings.warehouse_file),
        "children_in_warehouse_unknown_to_landing": strangers_in_warehouse(settings),
        "found_in_files_before": forgotten.found_before,
        "found_in_files_after": sum(
            markers_in_files(settings.home, forgotten.markers).values()
        ),
    }
    still = requests.children(
        list(children_in_landing(settings, requests.boroughs("erased"))), "erased"
    )
    for one in waiting:
        after = sum(r.reference == one.reference for r in still.values())
        facts = {**_of_request(one), **shared, "children_still_in_landing": after}
        written.append(write(settings, one.reference, one.kind, facts))
        if one.kind == "lifted":
            requests.remove(one)
        else:
            requests.change(one, is_certified=True)
    if notes["expired"]:
        name = f"retention-{today().isoformat()}"
        facts = {"submissions_deleted": notes["expired"], **shared}
        written.append(write(settings, name, "retention", facts))
    elif notes["replaced"]:
        facts = {"submissions": notes["replaced"]}
        audit_log.record(settings, "replaced_rows_scrubbed", **facts)
    path.unlink(missing_ok=True)
    return written


def _of_request(one: Request) -> dict:
    return {
        "borough_code": one.borough_code,
        "since": one.since,
        "child": f"keyed hash {one.hashes[-1][:16]}",
        "rows_held_before": one.held_before,
    }


def write(settings: Settings, reference: str, kind: str, facts: dict) -> Path:
    """Write a certificate and its line in the audit log; the path of its JSON."""
    head = audit_log.record(
        settings, "certificate", reference=reference, kind=kind, **facts
    )
    certificate = {
        "reference": reference,
        "kind": kind,
        "day": today().isoformat(),
        "facts": facts,
        "audit_head": {"number": head.number, "hash": head.hash},
    }
    path = settings.certificates_folder / f"{reference}.json"
    write_text(path.with_suffix(".txt"), _as_text(certificate))
    write_json(path, certificate)
    return path


def _as_text(certificate: dict) -> str:
    facts = dict(certificate["facts"])
    lines = [f"Certificate {certificate['reference']}, {certificate['day']}"]
    if code := facts.pop("borough_code", None):
        lines.append(f"For {find_borough(code).name}")
    lines += ["", _DONE.get(certificate["kind"], ""), ""]
    for name, value in facts.items():
        words = name.replace("_", " ")
        if isinstance(value, dict):
            lines.append(f"{words}: {sum(value.values())} in {len(value)} places")
            lines += [f"    {place}: {count}" for place, count in value.items()]
        elif isinstance(value, list):
            lines.append(f"{words}: {len(value)}")
            lines += [
                "    " + ", ".join(str(part) for part in one.values())
                if isinstance(one, dict)
                else f"    {one}"
                for one in value
            ]
        else:
            lines.append(f"{words}: {'not known' if value is None else value}")
    head = certificate["audit_head"]
    lines += ["", f"Audit log, line {head['number']}: {head['hash']}", ""]
    return "\n".join(lines)
