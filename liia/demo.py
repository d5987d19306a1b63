"""The whole road on a made-up London: three boroughs, two extracts of Annex A each."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ingest.boroughs import find_borough
from ingest.pseudonymise import pseudonymise
from liia.configuration import Settings
from liia.doctor import make_missing_keys
from liia.keys import new_key, read_key
from liia.refresh import refresh
from liia.release.draft import Release

BOROUGHS = ("HAC", "ISL", "WAL")
EXTRACTS = (date(2025, 9, 30), date(2026, 3, 31))
SEED = 1


def run(settings: Settings, progress: Callable[[str], None]) -> Release:
    """Make the boroughs' raw files, pseudonymise them as boroughs would, and take the
    whole road to a draft release.
    """
    from liia.synthetic import make_annex_a

    at_boroughs = settings.home / "demo_boroughs"
    progress("making up three boroughs")
    raw = at_boroughs / "raw"
    shutil.rmtree(raw, ignore_errors=True)
    make_annex_a(raw, BOROUGHS, EXTRACTS, seed=SEED)
    make_missing_keys(settings, demo=True)
    for code in BOROUGHS:
        borough = find_borough(code)
        progress(f"{borough.name}: pseudonymising, at the borough")
        key_file = at_boroughs / f"{code}.key"
        if not key_file.exists():
            new_key(key_file, "borough", demo=True)
        key = read_key(key_file, "borough")
        for path in _workbooks(raw / code):
            pseudonymise(path, key, settings.inbox_folder / code)
    kept = settings.model_copy(update={"after_landing": "keep"})
    _, _, release = refresh(kept, with_release=True, progress=progress)
    assert release is not None
    return release


def _workbooks(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.xlsx"))
