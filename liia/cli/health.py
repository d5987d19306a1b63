"""How the house is: `liia doctor` before a run, `liia status` after it."""

import json
import re
from datetime import timedelta
from typing import Annotated

import typer

from ingest.errors import UsageError
from liia.cli.context import private_settings
from liia.cli.options import AnswerFormat, Format


def doctor(
    new_keys: Annotated[
        bool, typer.Option("--new-keys", help="Make LIIA's keys that are missing.")
    ] = False,
    format: AnswerFormat = Format.text,
) -> None:
    """What is installed, configured, writable and private; how to mend what is not."""
    from liia import doctor as health

    settings = private_settings()
    if new_keys:
        for path in health.make_missing_keys(settings):
            typer.echo(f"made {path}; keep a copy apart, with a second holder")
    checks = health.examine(settings)
    if format is Format.json:
        typer.echo(json.dumps([vars(check) for check in checks], indent=2))
    else:
        for check in checks:
            mark = "ok  " if check.is_good else "MEND" if check.is_needed else "note"
            typer.echo(f"{mark}  {check.subject}: {check.words}")
    if any(check.is_needed and not check.is_good for check in checks):
        raise typer.Exit(1)


def status(
    max_age: Annotated[
        str | None, typer.Option(help="Exit 1 if the last good run is older: 26h, 2d.")
    ] = None,
    format: AnswerFormat = Format.text,
) -> None:
    """Last run, who has submitted what, and what was refused."""
    from ingest.receipt.submitted import write_submitted
    from liia import status as state
    from liia.clock import today

    settings = private_settings()
    rows = state.submissions(settings)
    missing, refused = state.missing_boroughs(settings), state.refused(settings)
    if format is Format.json:
        run = state.last_run(settings)
        answer = {"last_run": run, "submissions": rows, "refused_files": refused}
        answer["nothing_from"] = missing
        typer.echo(json.dumps(answer, indent=2, default=str))
    else:
        said = state.said_of_last_run(settings)
        typer.echo(f"Last run: {said}")
        for row in rows:
            typer.echo(
                f"  {row['borough_code']}  to {row['period_end']}  "
                f"received {row['received_date']}  {row['rows_read']} rows read, "
                f"{row['rows_landed']} landed, {row['rows_rejected']} rejected, "
                f"{row['rows_set_aside']} set aside"
            )
        typer.echo(f"Nothing from {len(missing)} of 33 boroughs: {', '.join(missing)}")
        typer.echo(f"Refused files remembered: {refused}")
        receipts = settings.home / "receipts"
        if settings.landing_file.exists():
            page = write_submitted(settings.landing_file, receipts, today())
            typer.echo(f"As a page: {page}")
    if max_age and not state.is_recent(settings, _duration(max_age)):
        raise typer.Exit(1)


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([hd])", text)
    if not found:
        raise UsageError("--max-age is a number of hours or days: 26h or 2d.")
    return timedelta(**{{"h": "hours", "d": "days"}[found[2]]: int(found[1])})
