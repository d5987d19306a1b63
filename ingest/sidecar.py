"""The sidecar `pseudonymised.json`: what the borough's tool says of the files it wrote."""

import hashlib
import json
import re
from pathlib import Path

from ingest.findings import Finding
from ingest.identifiers import shown_name

NAME = "pseudonymised.json"
LARGEST_BYTES = 1_000_000


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sidecar(
    folder: Path, path: Path, fingerprint: str, tool_version: str, counts: dict
) -> None:
    """Add what is known of `path` to the sidecar of its folder."""
    sidecar = folder / NAME
    known = _read(sidecar)
    known["files"] = {
        **known.get("files", {}),
        path.name: {
            "sha256": digest_of(path),
            "key_fingerprint": fingerprint,
            "tool_version": tool_version,
            "lists": counts,
        },
    }
    sidecar.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def sidecar_findings(paths: list[Path]) -> tuple[str | None, list[Finding]]:
    """The fingerprint of the key that made the files, and which files it is silent on.

    A file that was changed after it was written is one that the sidecar is silent on.
    """
    fingerprint, findings = None, []
    for path in paths:
        files = _read(path.parent / NAME).get("files")
        said = files.get(path.name) if isinstance(files, dict) else None
        if isinstance(said, dict) and said.get("sha256") == digest_of(path):
            fingerprint = _fingerprint(said)
        else:
            findings.append(Finding("no_sidecar", shown_name(path)))
    return fingerprint, findings


def _fingerprint(said: dict) -> str | None:
    # The sidecar comes from outside: only what looks like a fingerprint is passed on.
    text = str(said.get("key_fingerprint"))
    return text if re.fullmatch(r"[a-z2-7]{8}", text) else None


def _read(path: Path) -> dict:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
