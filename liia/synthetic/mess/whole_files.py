"""Spoiling whole files, once all are written: the wrong year, and what came late."""

import re
import shutil
from pathlib import Path

from liia.synthetic.mess.faults import Level, Mess

WRONG_YEAR_SHARE = LATE_SHARE = 0.3
"""Of boroughs in a severe mess."""
LATE_FOLDER = "sent_again"
MISSING_AT_FIRST = 25
"""One child in so many was not in the first sending."""


def spoil_files(mess: Mess, folder: Path, years: list[int]) -> None:
    """Spoil some of the files in a borough's folder."""
    if mess.level is not Level.severe or len(years) < 2:
        return
    rng = mess.rng("whole files")
    if rng.random() < WRONG_YEAR_SHARE:
        _send_last_years(mess, folder, rng.choice(years[1:]))
    if rng.random() < LATE_SHARE:
        _send_again(mess, folder / f"CIN_census_{rng.choice(years)}.xml")


def _send_last_years(mess: Mess, folder: Path, year: int) -> None:
    """Last year's looked-after files under this year's names."""
    for path in sorted(folder.glob(f"SSDA903_{year}_*.csv")):
        last = folder / path.name.replace(str(year), str(year - 1))
        if last.exists():
            shutil.copyfile(last, path)
            mess.note(path.name, "", "file of the wrong year", year, year - 1)


def _send_again(mess: Mess, path: Path) -> None:
    """The whole census comes later; at first some children were missing."""
    again = path.parent / LATE_FOLDER / path.name
    again.parent.mkdir()
    shutil.copyfile(path, again)
    children = re.split(r"(?=<Child>\n)", path.read_text("utf-8"))
    head, *rest = children
    # The last holds the end of the file.
    kept = [c for n, c in enumerate(rest, 1) if n % MISSING_AT_FIRST or n == len(rest)]
    path.write_text(head + "".join(kept), "utf-8")
    fault = "children missing until sent again"
    mess.note(path.name, "", fault, len(rest), len(kept), count=len(rest) - len(kept))
