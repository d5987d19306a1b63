"""The whole road on a made-up London: 33 boroughs, three years of all three returns."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from ingest.boroughs import find_borough
from ingest.errors import UsageError
from ingest.pseudonymise import pseudonymise
from liia.configuration import Settings
from liia.doctor import PURPOSES, make_missing_keys
from liia.keys import new_key, read_key
from liia.refresh import refresh
from liia.release.draft import Release

YEARS = 3
SCALE = 0.06
"""One child in sixteen: London's ratios are stable, and a laptop does it."""
SEED = 1
PROCESSES = 2


def run(settings: Settings, progress: Callable[[str], None]) -> Release:
    """Make the boroughs' raw files, pseudonymise them as boroughs would, and take the
    whole road to a draft release.
    """
    from liia.synthetic.boroughs import boroughs
    from liia.synthetic.london import Plan, make_london
    from liia.synthetic.mess import Level

    _refuse_a_real_home(settings)
    at_boroughs = settings.home / "demo_boroughs"
    raw = at_boroughs / "raw"
    shutil.rmtree(raw, ignore_errors=True)
    codes = list(boroughs())
    plan = Plan(raw, YEARS, SCALE, SEED, Level.usual, extracts_per_year=1)
    for done, made in enumerate(make_london(plan, codes, PROCESSES), start=1):
        name = find_borough(made.borough_code).name
        progress(f"making London up: {done:2} of {len(codes)}, {name}")
    make_missing_keys(settings, demo=True)
    for done, code in enumerate(_pseudonymised(settings, at_boroughs, codes), start=1):
        name = find_borough(code).name
        progress(f"pseudonymising, at the borough: {done:2} of {len(codes)}, {name}")
    kept = settings.model_copy(update={"after_landing": "keep"})
    _, _, release = refresh(kept, with_release=True, progress=progress)
    assert release is not None
    return release


def _refuse_a_real_home(settings: Settings) -> None:
    """Made-up children must never stand beside real ones."""
    for purpose in PURPOSES:
        path = settings.key_file(purpose)
        if path.exists() and not read_key(path, purpose).is_demo:
            raise UsageError(
                f"{settings.home} has keys that are not for demonstrations. Set "
                "LIIA_HOME to an empty folder for the demo."
            )


def _pseudonymised(
    settings: Settings, at_boroughs: Path, codes: list[str]
) -> Iterator[str]:
    """Each borough, when it has written what it would send."""
    at_work = partial(_pseudonymise_borough, settings.inbox_folder, at_boroughs)
    with ProcessPoolExecutor(PROCESSES) as pool:
        yield from pool.map(at_work, codes)


def _pseudonymise_borough(inbox: Path, at_boroughs: Path, code: str) -> str:
    key_file = at_boroughs / f"{code}.key"
    if not key_file.exists():
        new_key(key_file, "borough", demo=True)
    key = read_key(key_file, "borough")
    for path in sorted((at_boroughs / "raw" / code).iterdir()):
        pseudonymise(path, key, inbox / code)
    return code
