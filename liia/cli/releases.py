"""`liia release`: a draft that was attacked, and the approval of a named person."""

from typing import Annotated

import typer

from liia.cli.context import private_settings


def release(
    approve: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Approve the latest draft, in your name."),
    ] = None,
) -> None:
    """Audit, and write releases/<release>/ as a draft; or approve the latest draft."""
    from liia.governance.verification import record_release
    from liia.lock import one_at_a_time
    from liia.release.approval import approve as approve_latest
    from liia.release.draft import draft

    settings = private_settings()
    with one_at_a_time(settings.home):
        if approve is not None:
            folder = approve_latest(settings, approve)
            record_release(settings, folder)
            typer.echo(f"approved: {folder}")
            return
        made = draft(settings)
        record_release(settings, made.folder)
    print_release(made)


def print_release(made) -> None:
    """Which draft stands, and whether it is new."""
    state = "draft written" if made.is_new else "unchanged; the standing release is"
    demo = " DEMO: made with demonstration secrets." if made.is_demo else ""
    typer.echo(
        f"{state} {made.folder}: {made.figures} figures, {made.shown} ratios shown.{demo}"
    )
