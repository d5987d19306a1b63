"""Rectification: the borough's correction takes the place of what it sent, and is noted.

A correction comes as the borough's corrected files, through the same door as any other.
They replace the submission of their period whole; the wrong version is not kept. The
certificate says where the child's rows changed, and not what they held.
"""

import shutil
from collections import Counter
from pathlib import Path

from ingest.errors import SubmissionError, UsageError
from ingest.intake import ingest
from ingest.layout import landing_forms
from liia.build import build
from liia.clock import this_moment, today
from liia.configuration import Settings
from liia.database import opened
from liia.governance.certificates import write as write_certificate
from liia.governance.requests import Requests, new_reference
from liia.governance.rights import Child, stored_ids
from liia.keys import read_key

Told = dict[tuple[str, str, str], Counter]
"""(landing table, field, period) to the child's cells there, counted."""


def rectify(settings: Settings, child: Child, files: list[Path]) -> str:
    """Take in corrected files and certify what changed for the child; the reference.

    Raises SubmissionError when the door refuses them: then nothing was changed.
    """
    if missing := [path.name for path in files if not path.is_file()]:
        raise UsageError(f"{len(missing)} of the files are not there.")
    before = _told(settings, child)
    outcomes = _take_in(settings, child, files)
    if refused := [one for one in outcomes if one.is_refusal]:
        raise SubmissionError(
            f"{len(refused)} of {len(outcomes)} submissions were not taken: "
            f"{refused[0].words}. The receipts are in {settings.home / 'receipts'}"
        )
    after = _told(settings, child)
    build(settings)
    requests, day = Requests(settings), today().isoformat()
    name = new_reference(settings, requests, "rectify", child.borough.code, day)
    changed = {
        " ".join(place): sum(((was - now) + (now - was)).values())
        for place in sorted({*before, *after})
        for was, now in [(before.get(place, Counter()), after.get(place, Counter()))]
        if was != now
    }
    facts = {
        "borough_code": child.borough.code,
        "submissions": [one.words for one in outcomes],
        "cells_of_the_child_changed": changed,
    }
    write_certificate(settings, name, "rectified", facts)
    return name


def _take_in(settings: Settings, child: Child, files: list[Path]) -> list:
    """The files through the door, from an inbox of their own that is gone afterwards."""
    inbox = settings.home / "tmp" / "rectification"
    shutil.rmtree(inbox, ignore_errors=True)
    folder = inbox / child.borough.code
    folder.mkdir(parents=True, mode=0o700)
    try:
        for path in files:
            shutil.copyfile(path, folder / path.name)
        key = read_key(settings.key_file("landing"), "landing")
        return list(ingest(inbox, settings, key, this_moment()))
    finally:
        shutil.rmtree(inbox, ignore_errors=True)


def _told(settings: Settings, child: Child) -> Told:
    stored, told = stored_ids(settings, child)[-1], {}
    if not settings.landing_file.exists():
        return told
    with opened(settings.landing_file, "landing") as landing:
        for form in landing_forms():
            table = f"{form.return_name}.{form.table_name}"
            for column in form.columns:
                rows = landing.execute(
                    f"select cast(period_end as varchar), held.{column.name} "
                    f"from {table} as held inner join register.submissions "
                    "on submission_id = _submission_id where child_id = ?",
                    [stored],
                ).fetchall()
                for period, cell in rows:
                    place = (table, column.source_field, f"to {period}")
                    told.setdefault(place, Counter())[cell] += 1
    return told
