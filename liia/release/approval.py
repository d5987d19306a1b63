"""A named person makes a draft a release that may be shared."""

import hashlib
import json
import os
from pathlib import Path

from ingest.errors import NothingToRelease, UsageError
from liia.clock import today
from liia.configuration import Settings


def approve(settings: Settings, name: str) -> Path:
    """Approve the latest release in the name of a person; its folder.

    Raises NothingToRelease when it was made with demonstration secrets, was not audited,
    or is not what its manifest says; UsageError when there is nothing to approve.
    """
    if len(name.split()) < 2:
        raise UsageError("give the first and last name of the person who approves.")
    drafts = sorted(
        settings.releases_folder.glob("*_v*/manifest.json"),
        key=lambda p: (p.parent.name[:10], int(p.parent.name.rpartition("_v")[2])),
    )
    if not drafts:
        raise UsageError("there is no release to approve. Run: liia release")
    path = drafts[-1]
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if "DEMO" in manifest["status"]:
        raise NothingToRelease(
            f"{path.parent.name} was made with demonstration secrets and cannot be approved."
        )
    if manifest["approved_by"]:
        raise UsageError(f"{path.parent.name} is approved already.")
    certificate = json.loads((path.parent / "certificate.json").read_text())
    if certificate["verdict"] != "passed":
        raise NothingToRelease(f"{path.parent.name} did not pass its audit.")
    there = {p.name for p in path.parent.iterdir()} - {"manifest.json"}
    spoilt = [
        f for f, said in manifest["files"].items() if not _is(path.parent / f, said)
    ]
    if spoilt or there != manifest["files"].keys():
        raise NothingToRelease(
            f"{path.parent.name} is not what its manifest says: it was edited. Move it "
            "away and run: liia release"
        )
    manifest |= {
        "status": "approved",
        "approved_by": name,
        "approved_on": today().isoformat(),
    }
    partial = settings.releases_folder / f".{path.parent.name}.approval"
    partial.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    os.replace(partial, path)
    return path.parent


def _is(path: Path, said: dict) -> bool:
    return (
        path.is_file()
        and hashlib.sha256(path.read_bytes()).hexdigest() == said["sha256"]
    )
