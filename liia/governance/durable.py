"""Files that are there whole or not at all, whatever ends the run that writes them."""

import json
import os
from pathlib import Path


def write_json(path: Path, content: object) -> None:
    """Put `content` in the place of the file at `path`, durably, for its owner alone."""
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n"
    write_text(path, text)


def write_text(path: Path, text: str) -> None:
    """Put `text` in the place of the file at `path`, durably, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(path.name + ".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make durable which files `folder` has."""
    if os.name == "nt":
        return  # Windows has no handle to a folder to sync.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
