"""A release folder: every published table in each format, audited, written whole.

It is a draft until a named person approves it. The same figures are not released twice.
"""

import datetime
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import NothingToRelease
from liia import __version__
from liia.configuration import Settings
from liia.database import attach, database_key, fresh_connection
from liia.failpoints import reach
from liia.keys import Key, read_key
from liia.protection import ledger
from liia.release.audit import Verdict, audit
from liia.release.audit.recompute import facts_of
from liia.release.directors import declared_facts, own_figures
from liia.release.notes import CAVEATS, RULE, notes
from liia.release.report import approved, pages, read_tables
from liia.release.star import write_star
from liia.release.tables import PublishedTable, published_tables
from liia.release.tidy import meta_csv, tidy_rows, write_csv
from liia.release.workbook import write_workbook

YEARS_OPEN = 2
"""A financial year closes so many years after it ends."""


@dataclass(frozen=True)
class Release:
    """A release folder, new or standing."""

    folder: Path
    is_new: bool
    is_demo: bool
    figures: int
    shown: int
    """Ratios that are shown."""


def draft(settings: Settings) -> Release:
    """Write the next draft release, or report the standing one if nothing changed.

    Raises NothingToRelease when no figure could be published, or the audit failed.
    """
    ledger.settle(settings)
    key = read_key(settings.key_file("rounding"), "rounding")
    with _opened(settings) as warehouse:
        tables = published_tables(warehouse)
        if not tables:
            raise NothingToRelease("nothing to publish: no child is in any cohort.")
        period_end, sent = warehouse.execute(
            "select max(period_end), count(distinct borough_code) "
            "from staging.stg_register__submissions"
        ).fetchone()
        standing = _standing(settings.releases_folder, period_end.isoformat())
        version = len(standing) + 1
        folder = settings.releases_folder / f"{period_end.isoformat()}_v{version}"
        partial = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            _write_csv(partial, warehouse, tables, version)
            content = _content(partial, tables)
            said = {
                "figures": sum(table.row_count for table in tables),
                "ratios_shown": _ratios_shown(warehouse, tables),
            }
            if standing and _manifest(standing[-1])["content_sha256"] == content:
                shutil.rmtree(partial)
                return Release(standing[-1], False, key.is_demo, *said.values())
            told = notes(sent, is_demo=key.is_demo)
            manifest = {
                "release": folder.name,
                "status": "draft"
                + (", DEMO: made with demonstration secrets" * key.is_demo),
                "approved_by": None,
                "period_end": period_end.isoformat(),
                "boroughs": f"{sent} of 33 boroughs",
                "code_version": __version__,
                "build_id": _sha256(settings.warehouse_file)[:16],
                "content_sha256": content,
                **said,
                "disclosure_control": RULE,
                "rule_version": 2,
                "denominators": "published counts of these tables; for a population, "
                "the source that each row names",
                "caveats": CAVEATS,
            }
            _write_others(partial, warehouse, tables, told, manifest)
            reach("release.written")
            _prove(partial, settings, key, warehouse, tables, period_end)
            manifest["files"] = _files(partial)
            _write_json(partial / "manifest.json", manifest)
            for path in partial.iterdir():
                _sync(path)
            entries = _entries(warehouse)
            closed = _closed(set(entries["time_period"].to_pylist()), period_end)
            ledger.prepare(settings, key, folder.name, entries, closed)
            reach("release.prepared")
            os.replace(partial, folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    _sync(folder.parent)
    reach("release.replaced")
    ledger.settle(settings)
    return Release(folder, True, key.is_demo, *said.values())


@contextmanager
def _opened(settings: Settings) -> Iterator:
    """The warehouse, on a connection that may write files and nothing into it."""
    with fresh_connection() as connection:
        attach(connection, settings.warehouse_file, "warehouse", database_key())
        connection.execute("use warehouse")
        yield connection


def _write_csv(
    folder: Path, warehouse, tables: Sequence[PublishedTable], version: int
) -> None:
    latest = max(year for table in tables for year in table.years if year.isdigit())
    for table in tables:
        name = f"liia_{table.name}_{latest}_v{version}"
        source = f'published."published_{table.name}"'
        rows = tidy_rows(table, source, "seeds.boroughs")
        write_csv(warehouse, rows, folder / f"{name}.csv")
        (folder / f"{name}.meta.csv").write_bytes(meta_csv(table))


def _write_others(folder: Path, warehouse, tables, told, manifest: dict) -> None:
    (folder / "notes.txt").write_text("\n\n".join(told) + "\n", encoding="utf-8")
    version = manifest["release"].rpartition("_v")[2]
    workbook = folder / f"liia_protected_figures_v{version}.xlsx"
    write_workbook(workbook, warehouse, tables, told)
    write_star(folder, warehouse, tables)
    told_of = {path.name: path.read_bytes() for path in folder.glob("*[0-9].csv")}
    for name, page in pages(read_tables(told_of, manifest)).items():
        (folder / name).write_text(page, encoding="utf-8")


def _prove(folder: Path, settings, key, warehouse, tables, period_end) -> None:
    """Audit what was written, and write the certificate beside it."""
    entries = _entries(warehouse)
    closed = _closed(set(entries["time_period"].to_pylist()), period_end)
    verdict = audit(
        folder,
        period_end.isoformat(),
        declared_facts(warehouse),
        facts_of(warehouse, tables),
        lambda period: own_figures(warehouse, period),
        _closed_before(settings, closed),
        settings.threads,
    )
    verdict.faults += _stale(settings, key, warehouse)
    _refuse_unproven(verdict)
    _write_json(folder / "certificate.json", verdict.certificate)


def _entries(warehouse):
    return warehouse.execute(
        "select cell, time_period, digest, published from protection.rounded_cells"
    ).to_arrow_table()


def _content(folder: Path, tables: Sequence[PublishedTable]) -> str:
    """What the figures are, whatever the version of their release."""
    content = hashlib.sha256()
    for table in tables:
        (path,) = folder.glob(f"liia_{table.name}_??????_v*[0-9].csv")
        content.update(f"{table.name} {_sha256(path)}\n".encode())
    return content.hexdigest()


def _ratios_shown(warehouse, tables: Sequence[PublishedTable]) -> int:
    if not any(table.name == "equality_odds_ratios" for table in tables):
        return 0
    return warehouse.execute(
        "select count(odds_ratio) from published.published_equality_odds_ratios"
    ).fetchone()[0]


def _refuse_unproven(verdict: Verdict) -> None:
    if not verdict.has_passed:
        more = len(verdict.faults) - 5
        raise NothingToRelease(
            "blocked by the disclosure audit; nothing was written: "
            + "; ".join(verdict.faults[:5])
            + (f"; and {more} more" if more > 0 else "")
        )


def _stale(settings: Settings, key: Key, warehouse) -> list[str]:
    """Why counts may be published anew that did not change: they were rounded before the
    ledger took the entries of the latest release."""
    known = ledger.read(settings, key).releases
    (built_with,) = warehouse.execute(
        "select min(ledger_releases) from protection.rounded_cells"
    ).fetchone()
    if built_with == known:
        return []
    return ["the warehouse was built before the latest release: run liia build first"]


def _closed(periods: set[str], period_end: datetime.date) -> set[str]:
    """Financial years that ended so long before that they change no more."""
    return {
        period
        for period in periods
        if datetime.date(int(period[:4]) + 1 + YEARS_OPEN, 3, 31) <= period_end
    }


def _closed_before(settings: Settings, closed: set[str]) -> dict[str, dict]:
    """Certificates, in the latest release, of the years that it froze."""
    every = sorted(
        (
            path
            for path in settings.releases_folder.glob("*_v*")
            if (path / "manifest.json").exists()
        ),
        key=lambda path: (path.name[:10], int(path.name.rpartition("_v")[2])),
    )
    if not every:
        return {}
    ended = datetime.date.fromisoformat(_manifest(every[-1])["period_end"])
    periods = json.loads((every[-1] / "certificate.json").read_text())["periods"]
    frozen = closed & _closed(set(periods), ended)
    return {period: periods[period] for period in frozen}


def _standing(releases: Path, period_end: str) -> list[Path]:
    """The releases of a period, by version."""
    found = [
        p for p in releases.glob(f"{period_end}_v*") if (p / "manifest.json").exists()
    ]
    return sorted(found, key=lambda path: int(path.name.rpartition("_v")[2]))


def _manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def _files(folder: Path) -> dict[str, dict]:
    files = {}
    for path in sorted(folder.iterdir()):
        files[path.name] = {"sha256": _sha256(path), "bytes": path.stat().st_size}
        if path.suffix == ".csv":
            files[path.name]["rows"] = path.read_bytes().count(b"\r\n") - 1
        if path.suffix == ".html":
            page = approved(path.read_text(encoding="utf-8")).encode()
            files[path.name]["sha256_once_approved"] = hashlib.sha256(page).hexdigest()
    return files


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, said: dict) -> None:
    path.write_text(
        json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle to a folder to sync.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
