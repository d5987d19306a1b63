"""A small home with what boroughs sent, and a way to see every byte that it holds."""

from datetime import date, datetime
from pathlib import Path

import duckdb

from ingest.boroughs import find_borough
from ingest.intake import ingest
from liia.configuration import settings
from liia.governance.child_rows import child_key
from liia.governance.rights import Child, stored_ids
from liia.keys import read_key
from tests.workbooks import pseudonym, shared_row, write_workbook

MARCH = date(2026, 3, 31)


def sent(home: Path, children: range, *, last: date = MARCH, borough: str = "ISL"):
    """An Annex A of that month in the inbox: every child on lists 3 to 8."""
    rows = {
        number: [
            shared_row(number, child=child, day=last.replace(day=1 + child % 20))
            for child in children
        ]
        for number in range(3, 9)
    }
    rows[3].append(shared_row(3, child=children[-1], day=last))
    path = home / "inbox" / borough / f"Annex_A_{last:%Y_%b}_{len(children)}.xlsx"
    return write_workbook(path, rows)


def taken_in(now: datetime = datetime(2026, 4, 15, 2, 15)) -> list:
    """What became of the inbox."""
    config = settings()
    key = read_key(config.key_file("landing"), "landing")
    outcomes = list(ingest(config.inbox_folder, config, key, now))
    assert not any(one.is_refusal for one in outcomes), [one.words for one in outcomes]
    return outcomes


def child(number: int, borough: str = "ISL") -> Child:
    return Child(find_borough(borough), pseudonym(number))


def markers_of(number: int, borough: str = "ISL") -> list[str]:
    """All by which a child could be found in a file: nothing of another's is like it."""
    stored = stored_ids(settings(), child(number, borough))
    shared = child(number, borough).shared_id
    return [shared, *stored, *(child_key(borough, one) for one in stored)]


def landed(query: str, *parameters: object) -> list[tuple]:
    from liia.database import opened

    with opened(settings().landing_file, "landing") as landing:
        return landing.execute(query, list(parameters)).fetchall()


def uncompressed(monkeypatch) -> None:
    """Databases whose bytes show what they hold: compression would hide it."""
    connect = duckdb.connect

    def plainly(*arguments, **options):
        connection = connect(*arguments, **options)
        connection.execute("set force_compression = 'uncompressed'")
        return connection

    monkeypatch.setattr(duckdb, "connect", plainly)
