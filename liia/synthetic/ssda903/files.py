"""Writing SSDA903, the return on looked-after children: a set of csv files for each year.

A set has the codes of its year: SEX 1 and 2 until 2024, M and F since; H5 until 2024
where K3 is since; Z1 until 2025 where Z11 is since; social workers from 2024. It shows
whoever was looked after between 1 April and 31 March, and what is known on that day.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from liia.synthetic.care.episodes import episodes_of
from liia.synthetic.care.placements import Placement
from liia.synthetic.facts import headings_of
from liia.synthetic.journeys.history import History
from liia.synthetic.mess import Level, Mess
from liia.synthetic.mess.personality import habits_of
from liia.synthetic.mess.tables import Table, spoil_table
from liia.synthetic.people.children import Person
from liia.synthetic.ssda903.unlisted import (
    adopters,
    care_leavers,
    earlier_permanence,
    health,
    missing_incidents,
)
from liia.synthetic.ssda903.year import Return, Row

WORKERS_SINCE = 2024
SEX_LETTERS_SINCE = SUPPORTED_SINCE = 2025
FOUR_OTHERS_SINCE = 2026
FOUR_GUARDIANS_SINCE = 2019
GUARDIANS_UNTIL_2018 = {"E45": "E43", "E46": "E43", "E47": "E44", "E48": "E44"}


@cache
def headings() -> dict[str, tuple[str, ...]]:
    """File to its headings in the order of the form (DfE's SSDA903)."""
    return headings_of("ssda903_headings.csv", "file")


def write_ssda903(
    folder: Path, history: History, year_end: date, mess: Mess | None = None
) -> list[Path]:
    """`folder/SSDA903_<YYYY>_<file>.csv` for each file of the set that is of the year.

    A file that would have no row is not sent.
    """
    this = Return(history, year_end)
    mess = mess or Mess(Level.none, history.seed, history.borough.code)
    habits = habits_of(mess)
    rng = Random(f"{history.seed}/{history.borough.code}/{year_end}/ssda903")
    written = []
    for name, make_rows in FILES.items():
        if name == "social_worker" and year_end.year < WORKERS_SINCE:
            continue
        path = folder / f"SSDA903_{year_end.year}_{name}.csv"
        rows = list(make_rows(this, rng))
        if not rows:
            continue
        table = Table(mess, path.name, name, year_end, headings()[name])
        with path.open("w", encoding=habits.encoding, newline="") as file:
            writer = csv.writer(file, delimiter=habits.delimiter)
            for row in spoil_table(table, rows):
                writer.writerow(map(_text, row))
        written.append(path)
    return written


def _text(cell: object) -> object:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell


def _sex(this: Return, child: Person) -> str:
    if this.year_end.year >= SEX_LETTERS_SINCE:
        return child.sex
    return {"M": "1", "F": "2"}[child.sex]


def _placement_type(this: Return, placement: Placement) -> str:
    code = placement.type
    if code == "K3" and this.year_end.year < SUPPORTED_SINCE:
        return "H5"
    if code == "Z1" and this.year_end.year >= FOUR_OTHERS_SINCE:
        return f"Z1{ord(placement.postcode[-1]) % 4 + 1}"
    return code


def _reason_ceased(this: Return, code: str) -> str:
    """Special guardianship had two codes until the return of 2018, and has four since."""
    if this.year_end.year < FOUR_GUARDIANS_SINCE:
        return GUARDIANS_UNTIL_2018.get(code, code)
    return code


def _header(this: Return, rng: Random) -> Iterator[Row]:
    for child, _ in this.accommodated():
        is_small = (this.year_end - child.born).days < 5 * 365
        mother = {"M": None, "F": 0}[child.sex]
        upn = "UN1" if is_small else child.upn
        sex = _sex(this, child)
        yield child.local_id, sex, child.born, child.ethnicity, upn, mother, None


def _episodes(this: Return, rng: Random) -> Iterator[Row]:
    for child, periods in this.accommodated():
        for care in periods:
            for episode in episodes_of(care):
                if not this.touches(episode.start, episode.end):
                    continue
                ended = this.known(episode.end)
                placement = episode.placement
                yield (
                    child.local_id,
                    episode.start,
                    episode.reason_new,
                    episode.legal_status,
                    care.need,
                    _placement_type(this, placement),
                    placement.provider,
                    ended,
                    _reason_ceased(this, episode.reason_ceased) if ended else None,
                    episode.reason_placement_changed if ended else None,
                    None if care.is_unaccompanied else child.home_postcode,
                    placement.postcode,
                    placement.urn,
                )


def _reviews(this: Return, rng: Random) -> Iterator[Row]:
    for child, periods in this.in_care():
        for day in sorted(day for care in periods for day in care.reviews):
            if this.year_start <= day <= this.year_end:
                is_small = (day - child.born).days < 4 * 365
                code = "PN0" if is_small else rng.choice(("PN1", "PN1", "PN2", "PN6"))
                yield child.local_id, child.born, day, code


def _unaccompanied(this: Return, rng: Random) -> Iterator[Row]:
    for child, periods in this.in_care():
        if any(care.is_unaccompanied for care in periods):
            ceased = this.known(child.turns_18)
            yield child.local_id, _sex(this, child), child.born, ceased


def _placed_for_adoption(this: Return, rng: Random) -> Iterator[Row]:
    for child, periods in this.in_care():
        for adoption in (care.adoption for care in periods if care.adoption):
            if this.known(adoption.decided):
                against = this.known(adoption.decided_against)
                reason = "RD2" if against else None
                yield child.local_id, child.born, adoption.decided, against, reason


def _social_workers(this: Return, rng: Random) -> Iterator[Row]:
    for child, periods in this.in_care():
        worker = f"SW{sum(map(ord, child.worker)) * 97 % 9_000_000 + 1_000_000}"
        for care in periods:
            ended = this.known(care.ended)
            row = (child.local_id, child.born, worker, care.started, ended, "MANAGE")
            yield row if care.started >= this.year_start else (*row[:-1], "FCONTA")


FILES: dict[str, Callable[[Return, Random], Iterator[Row]]] = {
    "header": _header,
    "episodes": _episodes,
    "reviews": _reviews,
    "uasc": _unaccompanied,
    "oc2": health,
    "oc3": care_leavers,
    "ad1": adopters,
    "placed_adoption": _placed_for_adoption,
    "prev_perm": earlier_permanence,
    "missing": missing_incidents,
    "social_worker": _social_workers,
}
