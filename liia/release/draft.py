"""A release folder: every published table in each format, audited, written whole.

It is a draft until a named person approves it. The same figures are not released twice.
"""

import hashlib
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.boroughs import boroughs
from ingest.errors import NothingToRelease
from liia import __version__
from liia.configuration import Settings
from liia.keys import Key, read_key
from liia.protection import ledger
from liia.release.audit import Verdict, audit
from liia.release.audit.figures import PARTS, Declared
from liia.release.notes import CAVEATS, RULE, notes
from liia.release.star import write_star
from liia.release.tables import PublishedTable, published_tables
from liia.release.tidy import meta_csv, tidy_csv
from liia.release.workbook import write_workbook
from liia.warehouse import connect

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
    with connect(settings.warehouse_file) as warehouse:
        tables = published_tables(warehouse)
        if not tables:
            raise NothingToRelease("nothing to publish: no child is in any cohort.")
        period_end, sent = warehouse.execute(
            "select max(period_end), count(distinct borough_code) "
            "from staging.stg_register__submissions"
        ).fetchone()
        entries = warehouse.execute(
            "select * from protection.ledger_entries"
        ).to_arrow_table()
        own, declared = own_figures(warehouse), declared_facts(warehouse)
    dfe_codes = {b.gss_code: b.dfe_code for b in boroughs().values()}
    texts = {table.name: tidy_csv(table, dfe_codes) for table in tables}
    content = hashlib.sha256()
    for name, text in sorted(texts.items()):
        content.update(name.encode() + b"\0" + text)
    standing = _standing(settings.releases_folder, period_end.isoformat())
    said = {
        "figures": sum(len(table.rows) for table in tables),
        "ratios_shown": sum(
            row.get("odds_ratio") is not None for t in tables for row in t.rows
        ),
    }
    if standing and _manifest(standing[-1])["content_sha256"] == content.hexdigest():
        return Release(standing[-1], False, key.is_demo, *said.values())
    version = len(standing) + 1
    folder = settings.releases_folder / f"{period_end.isoformat()}_v{version}"
    partial = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        told = notes(sent, is_demo=key.is_demo)
        _write_tables(partial, settings, tables, texts, told, version)
        closed = _closed(set(entries["time_period"].to_pylist()), period_end)
        verdict = audit(partial, declared, own, _closed_before(settings, closed))
        verdict.faults += _moved(settings, key, entries)
        _refuse_unproven(verdict)
        manifest = {
            "release": folder.name,
            "status": "draft"
            + (", DEMO: made with demonstration secrets" * key.is_demo),
            "approved_by": None,
            "period_end": period_end.isoformat(),
            "boroughs": f"{sent} of 33 boroughs",
            "code_version": __version__,
            "build_id": _sha256(settings.warehouse_file)[:16],
            "content_sha256": content.hexdigest(),
            **said,
            "disclosure_control": {"rule": RULE, "rule_version": 1},
            "denominators": "children at risk are published counts of these tables",
            "caveats": CAVEATS,
        }
        _write_json(partial / "certificate.json", verdict.certificate)
        manifest["files"] = _files(partial)
        _write_json(partial / "manifest.json", manifest)
        for path in partial.iterdir():
            _sync(path)
        ledger.prepare(settings, key, folder.name, entries, closed)
        os.replace(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _sync(folder.parent)
    ledger.settle(settings)
    return Release(folder, True, key.is_demo, *said.values())


def own_figures(warehouse) -> dict[str, dict[str, dict]]:
    """By period and borough, the counts that its Director holds: what the audit tries."""
    rows = warehouse.execute(
        "select measure, time_period, gss_code, ethnicity_code, children_with, "
        "children_without from equalities.equality_counts as counts "
        "inner join seeds.boroughs as boroughs "
        "on counts.borough_code = boroughs.borough_code"
    ).fetchall()
    own: dict = defaultdict(lambda: defaultdict(dict))
    for measure, period, area, code, *counts in rows:
        for part, count in zip(PARTS, counts, strict=True):
            own[period][area][(measure, area, code, part)] = count
    return own


def declared_facts(warehouse) -> Declared:
    """What belongs to what, and which counts are nested, from the seeds."""
    relations = []
    for kind, lesser, figures, greater, others in warehouse.execute(
        "select kind, lesser_measure, lesser_figures, greater_measure, greater_figures "
        "from seeds.count_relations where lesser_cube = 'equality_counts' "
        "and greater_cube = 'equality_counts'"
    ).fetchall():
        sides = (
            (lesser, tuple(figures.split("+"))),
            (greater, tuple(others.split("+"))),
        )
        relations.append((kind, *sides))
    return Declared(
        dict(
            warehouse.execute(
                "select gss_code, inner_outer from seeds.boroughs"
            ).fetchall()
        ),
        dict(
            warehouse.execute(
                "select ethnicity_code, ethnic_group from seeds.ethnic_groups"
            ).fetchall()
        ),
        tuple(relations),
    )


def _write_tables(
    folder: Path,
    settings: Settings,
    tables: Sequence[PublishedTable],
    texts: dict[str, bytes],
    told: list[str],
    version: int,
) -> None:
    for table in tables:
        years = sorted({row["time_period"] for row in table.rows})
        name = f"liia_{table.name}_{years[-1]}_v{version}"
        (folder / f"{name}.csv").write_bytes(texts[table.name])
        (folder / f"{name}.meta.csv").write_bytes(meta_csv(table))
    (folder / "notes.txt").write_text("\n\n".join(told) + "\n", encoding="utf-8")
    write_workbook(folder / f"liia_protected_figures_v{version}.xlsx", tables, told)
    write_star(folder, settings.warehouse_file, tables)


def _refuse_unproven(verdict: Verdict) -> None:
    if not verdict.has_passed:
        more = len(verdict.faults) - 5
        raise NothingToRelease(
            "blocked by the disclosure audit; nothing was written: "
            + "; ".join(verdict.faults[:5])
            + (f"; and {more} more" if more > 0 else "")
        )


def _moved(settings: Settings, key: Key, entries) -> list[str]:
    """Counts that did not change and yet would be published anew: the ledger is not kept."""
    known = ledger.read(settings, key).by_digest
    moved = sum(
        known.get((row["cell"], row["digest"]), row["published"]) != row["published"]
        for row in entries.to_pylist()
        if not row["cell"].startswith("equality_counts_by_age_sex|")
    )
    return (
        [f"{moved} unchanged counts have moved: run liia build first"] if moved else []
    )


def _closed(periods: set[str], period_end) -> set[str]:
    """Financial years that ended so long before that they change no more."""
    return {
        period
        for period in periods
        if (int(period[:4]) + 1 + YEARS_OPEN, 3, 31)
        <= (period_end.year, period_end.month, period_end.day)
    }


def _closed_before(settings: Settings, closed: set[str]) -> dict[str, dict]:
    """Certificates, in the latest release, of the years that it froze."""
    every = sorted(
        (
            p
            for p in settings.releases_folder.glob("*_v*")
            if (p / "manifest.json").exists()
        ),
        key=lambda path: (path.name[:10], int(path.name.rpartition("_v")[2])),
    )
    if not every:
        return {}
    import datetime

    manifest = _manifest(every[-1])
    ended = datetime.date.fromisoformat(manifest["period_end"])
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
