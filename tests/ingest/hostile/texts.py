"""Csv files, and files that are not what they say, as hands and programs break them."""

import csv
import gzip
import io
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.ingest.hostile.case import ACCEPT, FINDINGS, REFUSE, Case
from tests.workbooks import shared_row, shared_workbook

Rows = list[list[str]]


def rows_of(count: int = 3) -> Rows:
    made = [
        {
            **shared_row(3, n),
            "Date of referral": "12/01/2026",
            "Date of Birth": "05/2012",
        }
        for n in range(1, count + 1)
    ]
    return [list(made[0]), *([str(cell) for cell in row.values()] for row in made)]


def text_of(rows: Rows, delimiter: str = ",") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def written(folder: Path, content: bytes | str, name: str = "referrals.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def changed(folder: Path, change: Callable[[Rows], object]) -> Path:
    rows = rows_of()
    change(rows)
    return written(folder, text_of(rows))


def cell(folder: Path, heading: str, value: str) -> Path:
    rows = rows_of()
    rows[2][rows[0].index(heading)] = value
    return written(folder, text_of(rows))


def column(folder: Path, heading: str, value: str) -> Path:
    rows = rows_of()
    rows[0].append(heading)
    for row in rows[1:]:
        row.append(value)
    return written(folder, text_of(rows))


def _link(folder: Path) -> Path:
    (folder / "real").mkdir()
    target = written(folder / "real", text_of(rows_of()))
    (folder / "referrals.csv").symlink_to(target)
    return folder / "referrals.csv"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "referrals.csv")
    return folder / "referrals.csv"


def _sparse(folder: Path) -> Path:
    path = written(folder, text_of(rows_of()))
    os.truncate(path, 2_000_000_000)
    return path


def _folder(folder: Path) -> Path:
    (folder / "referrals.csv").mkdir()
    return folder / "referrals.csv"


def _renamed(folder: Path, name: str) -> Path:
    return shared_workbook(folder / "a.xlsx").rename(folder / name)


def cases() -> Iterator[Case]:
    good = text_of(rows_of())
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        yield Case(
            f"csv in {encoding}",
            ACCEPT,
            partial(written, content=good.encode(encoding)),
        )
    for delimiter in (";", "\t"):
        yield Case(
            f"csv divided by {delimiter!r}",
            ACCEPT,
            partial(written, content=text_of(rows_of(), delimiter)),
        )
    yield Case(
        "csv with blank lines",
        ACCEPT,
        partial(written, content="\n\n" + good + "\n,,\n"),
    )
    yield Case(
        "csv with 16,000 commas behind each row",
        ACCEPT,
        partial(written, content=good.replace("\r\n", "," * 16_000 + "\r\n")),
    )
    for what, content in {
        "nothing": "",
        "a byte order mark alone": b"\xef\xbb\xbf",
        "one line": "x",
        "NUL bytes": good.encode() + b"\x00,\x00\n",
        "NUL letters in UTF-16": (good + "\x00").encode("utf-16"),
        "UTF-16 without its mark": good.encode("utf-16-le"),
        "UTF-32": good.encode("utf-32"),
        "half a UTF-16 letter": good.encode("utf-16") + b"\x41",
        "broken UTF-8 behind a mark": b"\xef\xbb\xbf" + good.encode() + b"\xe9\n",
        "two encodings": (good + "é").encode() + b"\xe9\n",
        "bytes of no encoding": good.encode() + b"\x81\x8d\x8f\n",
        "a zip": b"PK\x03\x04" + good.encode(),
        "gzip": gzip.compress(good.encode()),
        "an old workbook": b"\xd0\xcf\x11\xe0" + good.encode(),
        "a million columns": ",".join(["x"] * 1_000_000),
        "a row of 100,000 columns": good + ",".join(["x"] * 100_000),
        "a heading of 300,000 letters": "x" * 300_000 + "," + good,
        "a cell of 33,000 letters": good.replace("Police", "x" * 33_000, 1),
        "a cell of 200,000 letters": good.replace("Police", "x" * 200_000, 1),
        "a cell of 32,000 a's and no @": good.replace("Police", "a" * 32_000 + "@", 1)
        + "x" * 40_000,
        "a line of 40 MB": "x" * 40_000_000,
        "random bytes": os.urandom(5000),
        "html": "<html><table><tr><td>Child Unique ID</td></tr></table></html>",
    }.items():
        yield Case(f"csv that is {what}", REFUSE, partial(written, content=content))
    for name in (
        "referrals.xls",
        "referrals.csv",
        "referrals.xml",
        "referrals.ods",
        "referrals.xlsm",
        "referrals.zip",
        "referrals",
        "referrals.html",
    ):
        yield Case(f"a workbook named {name}", REFUSE, partial(_renamed, name=name))
    for name in (
        "a.xlsx",
        "a.xls",
        "a.xml",
        "a.xlsb",
        "a.csv.gz",
        "a.doc",
        "a.pdf",
        "a.json",
    ):
        yield Case(
            f"csv named {name}", REFUSE, partial(written, content=good, name=name)
        )
    for what, make in {
        "link": _link,
        "pipe": _pipe,
        "folder": _folder,
        "hole": _sparse,
    }.items():
        yield Case(f"a {what} named as csv", REFUSE, make)
    yield from _broken_rows()
    yield from _cells()


def _broken_rows() -> Iterator[Case]:
    for what, (outcome, change) in {
        "a heading twice": (REFUSE, lambda r: [row.append(row[1]) for row in r]),
        "a heading twice in another case": (
            REFUSE,
            lambda r: [row.append(row[1].upper()) for row in r],
        ),
        "no column of ids": (REFUSE, lambda r: [row.pop(0) for row in r]),
        "no headings": (REFUSE, lambda r: r.pop(0)),
        "no date at all": (REFUSE, lambda r: r.__delitem__(slice(1, None))),
        "a cell too many": (FINDINGS, lambda r: r[2].append("more")),
        "a row cut short": (ACCEPT, lambda r: r[3].__delitem__(slice(9, None))),
        "an id missing": (FINDINGS, lambda r: r[2].__setitem__(0, "")),
        "an unknown column": (FINDINGS, lambda r: [row.append("x") for row in r]),
        "a title above": (ACCEPT, lambda r: r.insert(0, ["Referrals"])),
    }.items():
        yield Case(f"csv with {what}", outcome, partial(changed, change=change))


def _cells() -> Iterator[Case]:
    wrong_days = (
        "30/02/2026",
        "serial",
        "0",
        "-5",
        "99999999",
        "12/13/2026",
        "1E309",
        "NaN",
        "12/01/0205",
        "=TODAY()",
    )
    for value in wrong_days:
        yield Case(
            f"{value} for a day",
            FINDINGS,
            partial(cell, heading="Date of referral", value=value),
        )
    for value in ("-1", "2.5", "NaN", "1E309", "=1+1", "many", "99999"):
        yield Case(
            f"{value} for a count",
            FINDINGS,
            partial(cell, heading="Number of Referrals in Last 12 Months", value=value),
        )
    for value in (
        "=cmd|' /C calc'!A0",
        "+HYPERLINK(1)",
        "@SUM(A1)",
        "Jane Example",
        "Zoë",
        "李明",
        "'; drop table children; --",
        "{{ 7 * 7 }}",
        "a\nb",
        "../../etc/passwd",
        "<script>alert(1)</script>",
    ):
        yield Case(
            f"{value[:20]!r} for a code",
            FINDINGS,
            partial(cell, heading="Ethnicity", value=value),
        )
    births = (
        "17/05/2012",
        "2012-05-17",
        "17 May 2012",
        "41046",
        "41046.5",
        "20120517",
        "17.05.12",
        "May 17, 2012",
        "2012-05-17T09:30:00",
    )
    for value in births:
        yield Case(
            f"{value} for a birth",
            REFUSE,
            partial(cell, heading="Date of Birth", value=value),
        )
    for value in (
        "1234567",
        "C-100",
        "Jane Example",
        "p1" + "a" * 25,
        "p1" + "A" * 26,
        "1.23457E+15",
        "p1" + "a" * 26 + " x",
        "p1" + "a" * 27,
    ):
        yield Case(
            f"{value[:12]}, {len(value)} for an id",
            REFUSE,
            partial(cell, heading="Child Unique ID", value=value),
        )
    for value in (
        "E17 9QQ",
        "e179qq",
        "\uff25\uff11\uff17 \uff19\uff31\uff31",
        "E17\u200b9QQ",
        "9434765919",
        "943-476-5919",
        "NHS9434765919",
        "9434765919.0",
        "A123456789012",
        "a@b.example.org",
        "020 7946 0018",
        "+44 (0)20 7946 0018",
        "07700900123",
    ):
        yield Case(
            f"{value!r} in a coded cell",
            REFUSE,
            partial(cell, heading="Referral Source", value=f"see {value}"),
        )
        yield Case(
            f"{value!r} in a column that stays behind",
            REFUSE,
            partial(column, heading="Remarks", value=f"({value})"),
        )
        yield Case(
            f"{value!r} for a heading",
            REFUSE,
            partial(column, heading=value, value="x"),
        )
    for heading in (
        "Surname",
        "childSurname",
        "FIRST_NAME",
        "NHSNumber",
        "nhs_no",
        "UPN",
        "Home Address",
        "E-mail",
        "Mobile",
        "Initials",
    ):
        yield Case(
            f"a column {heading}", REFUSE, partial(column, heading=heading, value="x")
        )
    yield Case(
        "a full birth in a column that we do not know",
        REFUSE,
        partial(column, heading="DOB of mother", value="17/05/1990"),
    )
    yield Case(
        "a postcode on a line that is no row",
        REFUSE,
        lambda f: written(f, text_of(rows_of()) + 'x,"E17 9QQ"y,z\r\n'),
    )
