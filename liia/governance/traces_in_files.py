"""Which files still hold a text, byte by byte: the proof that what was erased is gone."""

import zipfile
from collections.abc import Iterable
from pathlib import Path


def markers_in_files(folder: Path, markers: Iterable[str]) -> dict[str, int]:
    """File to how often the markers stand in its bytes, members of archives included."""
    wanted = [marker.encode() for marker in markers]
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            count = sum(_occurrences(path, marker) for marker in wanted)
            if count:
                found[str(path.relative_to(folder))] = count
    return found


def holds(path: Path, text: str) -> bool:
    """Whether a file holds a text, in UTF-8 or UTF-16, packed or not."""
    forms = (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
    return any(_occurrences(path, form) for form in forms)


def _occurrences(path: Path, marker: bytes) -> int:
    count = path.read_bytes().count(marker)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            count += sum(
                archive.read(name).count(marker) for name in archive.namelist()
            )
    return count
