"""Keys and secrets: files of 32 random bytes, each good for one purpose only.

A missing or weak key is a stop, never a default.
"""

import base64
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import KeyProblem

BYTES = 32
_FIRST_LINE = "liia key v1"


@dataclass(frozen=True)
class Key:
    """A key that was read and found good."""

    secret: bytes
    is_demo: bool
    """Made for a demonstration: nothing made with it may be taken for real."""

    @property
    def fingerprint(self) -> str:
        """Eight letters that tell two keys apart and nothing else of them."""
        digest = hmac.digest(self.secret, b"liia/v1/fingerprint", "sha256")
        return base64.b32encode(digest[:5]).decode().lower()


def new_key(path: Path, purpose: str, *, demo: bool = False) -> Key:
    """Make a key for `purpose` at `path`, readable by its owner alone.

    Raises KeyProblem when a file is there already: a key is never overwritten, since
    whatever was made with it would be cut off.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyProblem(
            f"{path} is there already. Use it, or move it away first if it is lost to "
            "others: whatever was made with it cannot be linked to a new key."
        ) from None
    secret = secrets.token_bytes(BYTES)
    mark = " demo" if demo else ""
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{_FIRST_LINE} {purpose}{mark}\n{secret.hex()}\n")
    return Key(secret, demo)


def read_key(path: Path, purpose: str) -> Key:
    """The key at `path`.

    Raises KeyProblem when it is missing, was made for another purpose, or is weak.
    """
    if not path.is_file():
        raise KeyProblem(f"no {purpose} key at {path}. {_how_to_make(purpose, path)}")
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    heading = lines[0].removeprefix(_FIRST_LINE).split() if lines else []
    if not heading or heading[0] != purpose:
        raise KeyProblem(
            f"{path} is not a {purpose} key. {_how_to_make(purpose, path)}"
        )
    try:
        secret = bytes.fromhex(lines[1].strip())
    except (IndexError, ValueError):
        secret = b""
    # 32 random bytes have about 30 different ones; 16 or fewer is no accident.
    if len(secret) < BYTES or len(set(secret)) < 16:
        raise KeyProblem(
            f"the {purpose} key at {path} is too weak. Move it away; "
            f"{_how_to_make(purpose, path)}"
        )
    return Key(secret, "demo" in heading[1:])


def _how_to_make(purpose: str, path: Path) -> str:
    if purpose == "database":
        return "Put back the copy that its second holder keeps."
    if purpose == "borough":
        return f"Make one with: liia pseudonymise --new-key --key-file {path}"
    return "Make LIIA's keys with: liia doctor --new-keys"
