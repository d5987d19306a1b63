"""A named person makes a draft a release that may be shared."""

import hashlib
import json
import os
from pathlib import Path

from ingest.errors import NothingToRelease, UsageError
from liia.clock import today
from liia.configuration import Settings
from liia.failpoints import reach
from liia.release.report import approved


def approve(settings: Settings, name: str) -> Path:
    """Approve the latest release in the name of a person; its folder.

    The reports lose the word that they are a draft, and the manifest names the person; no
    other file changes. Raises NothingToRelease when the release was made with
    demonstration secrets, was not audited whole, or is not what its manifest says; UsageError
    when there is nothing to approve.
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
    _refuse_unfit(path.parent, manifest)
    for report in path.parent.glob("*.html"):
        page = approved(report.read_text(encoding="utf-8")).encode()
        _replace(report, page)
        reach("approval.report")
        told = manifest["files"][report.name]
        told |= {"sha256": hashlib.sha256(page).hexdigest(), "bytes": len(page)}
    manifest |= {
        "status": "approved",
        "approved_by": name,
        "approved_on": today().isoformat(),
    }
    _replace(path, (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())
    return path.parent


def _refuse_unfit(folder: Path, manifest: dict) -> None:
    if "DEMO" in manifest["status"]:
        raise NothingToRelease(
            f"{folder.name} was made with demonstration secrets and cannot be approved."
        )
    if manifest["approved_by"]:
        raise UsageError(f"{folder.name} is approved already.")
    files = manifest.get("files", {})
    there = {path.name for path in folder.iterdir()} - {"manifest.json"}
    if there != files.keys() or not all(
        _is(folder / name, told) for name, told in files.items()
    ):
        raise NothingToRelease(
            f"{folder.name} is not what its manifest says: it was edited. Move it away "
            "and run: liia release"
        )
    certificate = json.loads((folder / "certificate.json").read_text())
    if certificate["verdict"] != "passed":
        raise NothingToRelease(f"{folder.name} did not pass its audit.")


def _is(path: Path, told: dict) -> bool:
    """Whether a file is what was told, or a report that an approval was killed after."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return digest in (told["sha256"], told.get("sha256_once_approved"))


def _replace(path: Path, content: bytes) -> None:
    partial = path.parent.with_name(f".{path.parent.name}.{path.name}")
    partial.write_bytes(content)
    os.replace(partial, path)
