"""The whole road on a made-up London: three boroughs, two extracts of Annex A each."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ingest.boroughs import find_borough
from ingest.errors import UsageError
from ingest.pseudonymise import pseudonymise
from liia.configuration import Settings
from liia.doctor import PURPOSES, make_missing_keys
from liia.keys import new_key, read_key
from liia.refresh import refresh
from liia.release.draft import Release
from liia.warehouse import connect

BOROUGHS = ("HAC", "ISL", "WAL")
EXTRACTS = (date(2025, 9, 30), date(2026, 3, 31))
SEED = 1


def run(settings: Settings, progress: Callable[[str], None]) -> Release:
    """Make the boroughs' raw files, pseudonymise them as boroughs would, and take the
    whole road to a draft release.
    """
    from liia.synthetic import make_annex_a

    _refuse_a_real_home(settings)
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


def _refuse_a_real_home(settings: Settings) -> None:
    """Made-up children must never stand beside real ones."""
    for purpose in PURPOSES:
        path = settings.key_file(purpose)
        if path.exists() and not read_key(path, purpose).is_demo:
            raise UsageError(
                f"{settings.home} has keys that are not for demonstrations. Set "
                "LIIA_HOME to an empty folder for the demo."
            )


def _workbooks(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.xlsx"))


def print_ratios(settings: Settings) -> None:
    """London against White British children, latest year, from the published table."""
    from rich.console import Console
    from rich.table import Table

    with connect(settings.warehouse_file) as warehouse:
        rows = warehouse.execute(_LONDON).fetchall()
    table = Table(title="Odds against White British children, boroughs of the demo")
    table.add_column("Step, given the step before")
    for heading in ("With", "Of", "Odds ratio", "95 % interval"):
        table.add_column(heading, justify="right")
    step = None
    for name, group, with_step, at_risk, ratio, low, high in rows:
        if name != step:
            table.add_section()
            table.add_row(f"[bold]{name}[/bold]")
            step = name
        shown = f"{ratio:.2f}" if ratio is not None else "z"
        interval = f"{low:.2f} to {high:.2f}" if ratio is not None else ""
        table.add_row(f"  {group}", f"{with_step:,}", f"{at_risk:,}", shown, interval)
    console = Console()
    console.print(table)
    console.print(
        "Counts are randomly rounded to 5; a ratio is shown where all four counts are "
        "10 or more (z: not shown). Crude ratios, made-up data, demonstration secrets.",
        style="dim",
    )


_LONDON = """
select
    measure_name,
    ethnic_group,
    children_with,
    children_with + children_without as at_risk,
    odds_ratio,
    ci_low,
    ci_high
from published.published_equality_odds_ratios
inner join seeds.equality_measures
    on published_equality_odds_ratios.measure = equality_measures.measure
where
    area_name = 'London'
    and reference_group = 'White British'
    and time_period = (
        select max(time_period) from published.published_equality_odds_ratios
    )
order by days_to_judge = 0, days_to_judge, ethnic_group
"""
