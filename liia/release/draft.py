"""A release folder: the published tables as csv with their manifest, written whole.

It is a draft. Nobody can approve it yet, since nothing yet attacks it as 33 Directors
with their own figures could: approval comes with the auditor, not before.
"""

import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import NothingToRelease
from liia import __version__
from liia.configuration import Settings
from liia.keys import read_key
from liia.release.report import pages, read_tables
from liia.warehouse import connect

RULE = (
    "Counts by borough and ethnic code are randomly rounded to a multiple of 5, by a "
    "secret, with and without the step apart. What is shown are sums of these; low is a "
    "sum of 0. z: not shown, a count is under 10."
)
CAVEATS = [
    (
        "Ratios are not adjusted for need. London is pooled over the boroughs that sent, "
        "each compared within itself (Mantel-Haenszel)."
    ),
    "Conditional on the step before: a low ratio can come from unequal referral.",
    "Most of the difference between ethnic groups goes with deprivation, not held here.",
    (
        "Care orders: Annex A tells the latest legal status only. Unaccompanied children "
        "cannot be told apart."
    ),
    "Brothers and sisters are referred together: the intervals are too narrow.",
]
_FORBIDDEN = re.compile(rb"[pk][0-9][a-z2-7]{26}|[0-9a-f]{32}|\d{4}-\d{2}-\d{2}")
"""A pseudonym, a key, or a date finer than a month: none has any place in a release."""


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

    Raises NothingToRelease when no figure could be published, or one must not be.
    """
    is_demo = read_key(settings.key_file("rounding"), "rounding").is_demo
    with connect(settings.warehouse_file) as warehouse:
        period_end = warehouse.execute(
            "select max(period_end) from staging.stg_register__submissions"
        ).fetchone()[0]
        figures, shown = warehouse.execute(
            "select count(*), count(odds_ratio) "
            "from published.published_equality_odds_ratios"
        ).fetchone()
        if not figures:
            raise NothingToRelease("nothing to publish: no child is in any cohort.")
        text = _csv(warehouse.execute(_ODDS_RATIOS))
    if _FORBIDDEN.search(text):
        raise NothingToRelease(
            "blocked: a published table holds what looks like a pseudonym, a key or a "
            "date. Nothing was written."
        )
    digest = hashlib.sha256(text).hexdigest()
    standing = _standing(settings.releases_folder, period_end.isoformat())
    if standing and digest in (standing[-1] / "manifest.json").read_text():
        return Release(standing[-1], False, is_demo, figures, shown)
    version = len(standing) + 1
    name = f"{period_end.isoformat()}_v{version}"
    table = f"liia_equality_odds_ratios_{period_end:%Y%m}_v{version}.csv"
    manifest = {
        "release": name,
        "status": "draft" + (", DEMO: made with demonstration secrets" * is_demo),
        "approved_by": None,
        "period_end": period_end.isoformat(),
        "code_version": __version__,
        "tables": {table: {"sha256": digest, "rows": figures, "ratios_shown": shown}},
        "disclosure_control": RULE,
        "not_audited": "No auditor has attacked these figures. Do not share them.",
        "caveats": CAVEATS,
    }
    drawn = pages(read_tables({table: text}, manifest))
    reports = {page: words.encode() for page, words in drawn.items()}
    manifest["report"] = {
        page: hashlib.sha256(content).hexdigest() for page, content in reports.items()
    }
    folder = settings.releases_folder / name
    _write_whole(folder, {table: text, **reports}, manifest)
    return Release(folder, True, is_demo, figures, shown)


_ODDS_RATIOS = """
select
    time_period,
    'Financial year' as time_identifier,
    case when boroughs.gss_code is null then 'Regional' else 'Local authority' end
        as geographic_level,
    'E92000001' as country_code,
    'England' as country_name,
    'E12000007' as region_code,
    'London' as region_name,
    boroughs.dfe_code as old_la_code,
    boroughs.gss_code as new_la_code,
    boroughs.borough_name as la_name,
    figures.area_name,
    measure,
    ethnicity_level,
    ethnic_group,
    reference_group,
    case when children_with = 0 then 'low' else cast(children_with as varchar) end
        as children_with,
    case when children_without = 0 then 'low' else cast(children_without as varchar) end
        as children_without,
    case when reference_with = 0 then 'low' else cast(reference_with as varchar) end
        as reference_with,
    case when reference_without = 0 then 'low' else cast(reference_without as varchar)
        end as reference_without,
    coalesce(printf('%.2f', odds_ratio), 'z') as odds_ratio,
    coalesce(printf('%.2f', ci_low), 'z') as ci_low,
    coalesce(printf('%.2f', ci_high), 'z') as ci_high,
    cast(cast(unknown_ethnicity_percent as integer) as varchar)
        as unknown_ethnicity_percent,
    cast(boroughs_included as varchar) as boroughs_included
from published.published_equality_odds_ratios as figures
left join seeds.boroughs as boroughs on figures.area_gss_code = boroughs.gss_code
order by
    measure, time_period, geographic_level desc, la_name, reference_group desc,
    ethnicity_level desc, ethnic_group, area_name
"""


def _csv(result) -> bytes:
    import csv
    import io

    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([column[0] for column in result.description])
    writer.writerows(result.fetchall())
    return file.getvalue().encode()


def _standing(releases: Path, period_end: str) -> list[Path]:
    """The releases of a period, by version."""
    found = [
        p for p in releases.glob(f"{period_end}_v*") if (p / "manifest.json").exists()
    ]
    return sorted(found, key=lambda path: int(path.name.rpartition("_v")[2]))


def _write_whole(folder: Path, tables: dict[str, bytes], manifest: dict) -> None:
    partial = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, text in tables.items():
        (partial / name).write_bytes(text)
    said = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (partial / "manifest.json").write_text(said, encoding="utf-8")
    os.replace(partial, folder)
