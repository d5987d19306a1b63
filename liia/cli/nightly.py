"""From the inbox to the warehouse: `liia ingest`, `build`, and both as `refresh`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ingest.identifiers import shown_name
from liia.cli.context import private_settings, progress
from liia.cli.options import AnswerFormat, Format, existing
from liia.cli.releases import print_release

population = typer.Typer(no_args_is_help=True)


def ingest(
    inbox: Annotated[Path | None, typer.Argument(help="INBOX/<borough code>/…")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")
    ] = False,
    accept_large_change: Annotated[
        bool, typer.Option(help="Take a resubmission that loses over a fifth of rows.")
    ] = False,
    format: AnswerFormat = Format.text,
) -> None:
    """Every new file of the inbox: one transaction a submission, a receipt each."""
    from ingest import intake
    from liia.clock import this_moment
    from liia.governance.locations import refuse_a_home_elsewhere
    from liia.keys import read_key
    from liia.lock import one_at_a_time

    settings = private_settings()
    refuse_a_home_elsewhere(settings)
    key = read_key(settings.key_file("landing"), "landing")
    with one_at_a_time(settings.home):
        outcomes = list(
            intake.ingest(
                inbox or settings.inbox_folder,
                settings,
                key,
                this_moment(),
                dry_run=dry_run,
                accept_large_change=accept_large_change,
                progress=progress,
            )
        )
    _print_outcomes(outcomes, format)


def build(context: typer.Context) -> None:
    """dbt build into a new file, tests, swap. Takes dbt's own selection."""
    from liia.build import build as build_warehouse
    from liia.lock import one_at_a_time
    from liia.record import recorded

    settings = private_settings()
    with one_at_a_time(settings.home), recorded(settings, "build"):
        built = build_warehouse(settings, context.args)
    _print_built(settings, built)


def refresh(
    with_release: Annotated[
        bool, typer.Option("--release", help="Write a draft release too.")
    ] = False,
) -> None:
    """The nightly job: ingest and build, locked and atomic."""
    from liia.progress import shown
    from liia.refresh import refresh as run_refresh

    settings = private_settings()
    with shown() as bar:
        outcomes, built, made = run_refresh(
            settings,
            with_release=with_release,
            progress=bar.line,
            detail=bar.detail,
        )
    if built:
        _print_built(settings, built)
    else:
        typer.echo(f"{settings.warehouse_file}: nothing has changed; it stands.")
    if made:
        print_release(made)
    _print_outcomes(outcomes, Format.text)


@population.command("load")
def load_population(
    file: Annotated[Path, typer.Argument(help="csv of an ONS custom dataset.")],
) -> None:
    """Take in the official table of children by ethnicity; the next build uses it."""
    from liia.lock import one_at_a_time
    from liia.population import load

    settings = private_settings()
    [path] = existing([file])
    with one_at_a_time(settings.home):
        children = load(settings, path)
    loaded = {borough for borough, _ in children}
    typer.echo(
        f"{sum(children.values()):,} children of {len(loaded)} boroughs; the other "
        f"{33 - len(loaded)} stay modelled. Next: liia build"
    )


def _print_outcomes(outcomes, format: Format) -> None:
    if format is Format.json:
        answer = [
            {
                "borough_code": outcome.borough.code if outcome.borough else None,
                "files": [shown_name(path) for path in outcome.files],
                "outcome": outcome.kind,
                "words": outcome.words,
                "rows_landed": outcome.rows,
                "receipt": str(outcome.receipt) if outcome.receipt else None,
            }
            for outcome in outcomes
        ]
        typer.echo(json.dumps(answer, indent=2))
    elif not outcomes:
        typer.echo("Nothing new in the inbox.")
    else:
        for outcome in outcomes:
            names = ", ".join(shown_name(path) for path in outcome.files)
            code = outcome.borough.code if outcome.borough else "???"
            typer.echo(f"{code}  {names}: {outcome.words}")
            if outcome.receipt:
                typer.echo(f"     {outcome.receipt}")
    if any(outcome.is_refusal for outcome in outcomes):
        raise typer.Exit(3)


def _print_built(settings, built) -> None:
    typer.echo(
        f"{settings.warehouse_file}: {built.models} models built, {built.tests} tests "
        "passed"
        + (f"; warnings: {', '.join(built.warnings)}" if built.warnings else "")
    )
