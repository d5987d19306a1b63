"""The made-up London: `liia demo`, the whole road on it, and `liia synthesise`."""

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import UsageError
from liia.cli.context import private_settings, progress


class Mess(StrEnum):
    """How messy made-up returns are."""

    none = "none"
    usual = "usual"
    severe = "severe"


def demo() -> None:
    """The whole road on a made-up London, into LIIA_HOME."""
    from liia import demo as demonstration
    from liia.release.terminal import print_ratios

    settings = private_settings()
    release = demonstration.run(settings, progress)
    print_ratios(settings)
    home = settings.home
    typer.echo("\nWhere everything lies:")
    for path, what in {
        home / "demo_boroughs": "what the made-up boroughs hold: raw files, their keys",
        settings.inbox_folder: "what they sent, pseudonymised",
        home / "receipts": "what the door said of each file",
        settings.landing_file: "every accepted row, as text",
        settings.warehouse_file: "the warehouse: marts, equalities, published tables",
        release.folder: "the draft release",
        release.folder / "report.html": "its report: open it in a browser",
    }.items():
        typer.echo(f"  {path!s:44} {what}")
    typer.echo("\nNext: liia notebook, or query core.cp_plans in the warehouse.")


def synthesise(
    out: Annotated[Path, typer.Option(help="Folder to write into; new or empty.")],
    boroughs: Annotated[int, typer.Option(min=1, max=33, help="How many.")] = 33,
    years: Annotated[
        int, typer.Option(min=1, max=10, help="Years to 31 March 2026.")
    ] = 3,
    scale: Annotated[
        float, typer.Option(min=0.001, max=10, help="1 is as many as London has.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed, the same truth.")] = 1,
    mess: Annotated[
        Mess, typer.Option(help="What goes wrong in the files; all of it is noted.")
    ] = Mess.none,
    extracts: Annotated[
        int, typer.Option(min=1, max=2, help="Annex A extracts a year.")
    ] = 2,
) -> None:
    """Make up a London whose truth is known: all three returns, raw, of nobody."""
    from liia.synthetic.boroughs import boroughs as all_boroughs
    from liia.synthetic.london import Plan, make_london
    from liia.synthetic.mess import Level

    if out.exists() and any(out.iterdir()):
        raise UsageError("the folder of --out is not empty. Choose another.")
    plan = Plan(out, years, scale, seed, Level(mess), extracts)
    codes = list(all_boroughs())[:boroughs]
    rows: Counter[str] = Counter()
    with typer.progressbar(
        make_london(plan, codes), len(codes), label="making boroughs up"
    ) as made:
        for borough in made:
            rows.update(borough.truth_rows)
    for table, count in rows.items():
        typer.echo(f"  {table:10}{count:>12,} rows of truth")
