"""Who ran what on which submissions and releases: lines that can only be added to.

Each line of `audit/log.jsonl` is JSON and holds the hash of the line before, so that a
line that is changed, taken out, moved or copied breaks the chain. A chain alone cannot
tell that its last lines were cut off; the head that stands beside it, and in every
certificate, can. No line holds a personal value.
"""

import getpass
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import LiiaError
from liia.clock import this_moment
from liia.configuration import Settings
from liia.governance.durable import write_json

FIRST = "0" * 64
"""What the first line holds in place of the hash of a line before."""


@dataclass(frozen=True)
class Head:
    """The last line of the log: its number and its hash."""

    number: int
    hash: str


@dataclass(frozen=True)
class Reading:
    """The log as it was read: its lines, and what is wrong with it."""

    lines: list[dict]
    faults: list[str]

    @property
    def head(self) -> Head:
        if not self.lines:
            return Head(0, FIRST)
        return Head(self.lines[-1]["number"], self.lines[-1]["hash"])

    def of(self, *actions: str) -> list[dict]:
        """The lines of such actions, oldest first."""
        return [line for line in self.lines if line["action"] in actions]


def record(settings: Settings, action: str, **facts: object) -> Head:
    """Add a line, durably; the caller holds the lock. The new head comes back.

    Raises LiiaError when the log was tampered with: nothing is added to a broken chain.
    """
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    torn = _cut_torn_tail(path)
    reading = read_log(settings)
    if reading.faults:
        raise LiiaError(
            f"the audit log {path} cannot be trusted: {reading.faults[0]}. Compare it "
            "with the heads in the certificates, and put back a whole copy."
        )
    if torn:
        _append(path, reading.head, "torn_line_cut", {"bytes": torn})
        reading = read_log(settings)
    head = _append(path, reading.head, action, facts)
    write_json(_head_path(settings), {"number": head.number, "hash": head.hash})
    return head


def read_log(settings: Settings) -> Reading:
    """Every line, with what breaks the chain or falls short of a head that was told."""
    path, lines, faults = _path(settings), [], []
    before = FIRST
    texts = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, text in enumerate(texts, start=1):
        try:
            line = json.loads(text)
            is_whole = line["hash"] == _hash(line) and line["number"] == number
            is_next = line["before"] == before
        except (json.JSONDecodeError, KeyError, TypeError):
            if number == len(texts) and not path.read_bytes().endswith(b"\n"):
                break  # A run was killed while it wrote: the line never was.
            is_whole = is_next = False
        if not (is_whole and is_next):
            what = "changed" if not is_whole else "not what follows the line before"
            faults.append(f"line {number} was {what}")
            break
        before = line["hash"]
        lines.append(line)
    return Reading(lines, faults or _missing_heads(settings, lines))


def _missing_heads(settings: Settings, lines: list[dict]) -> list[str]:
    """Heads that were written down elsewhere and that the log does not reach."""
    hashes = {line["number"]: line["hash"] for line in lines} | {0: FIRST}
    told = [_head_path(settings), *sorted(settings.certificates_folder.glob("*.json"))]
    faults = []
    for path in (path for path in told if path.exists()):
        said = json.loads(path.read_text(encoding="utf-8"))
        head = said.get("audit_head", said)
        if hashes.get(head["number"]) != head["hash"]:
            faults.append(
                f"{path.name} names line {head['number']}, which is not there"
            )
    return faults


def _append(path: Path, head: Head, action: str, facts: dict) -> Head:
    line = {
        "number": head.number + 1,
        "at": this_moment().isoformat(timespec="seconds"),
        "who": getpass.getuser(),
        "action": action,
        "facts": facts,
        "before": head.hash,
    }
    line["hash"] = _hash(line)
    text = json.dumps(line, ensure_ascii=False, default=str) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return Head(line["number"], line["hash"])


def _cut_torn_tail(path: Path) -> int:
    """Cut off what a killed run left of a line; how many bytes that was."""
    text = path.read_bytes() if path.exists() else b""
    torn = len(text) - (text.rfind(b"\n") + 1)
    if torn:
        os.truncate(path, len(text) - torn)
    return torn


def _hash(line: dict) -> str:
    said = {name: value for name, value in line.items() if name != "hash"}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _path(settings: Settings) -> Path:
    return settings.home / "audit" / "log.jsonl"


def _head_path(settings: Settings) -> Path:
    return settings.home / "audit" / "head.json"
