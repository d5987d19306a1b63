"""What is kept, under which keys, and the proof: `liia retention`, `rekey`, `evidence`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import UsageError
from liia.cli.context import at_work


def retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what has passed, delete nothing.")
    ] = False,
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """Delete what was held for six years, rebuild without it, and prove it."""
    from liia.governance import retention as clock

    with at_work("retention") as settings:
        passed = clock.passed(settings)
        if format == "json":
            typer.echo(json.dumps({"passed": passed, "dry_run": dry_run}, indent=2))
        else:
            for one in passed:
                typer.echo(
                    f"{one['submission_id']}: {one['rows']} rows, to be deleted on "
                    f"{one['delete_on']}"
                )
            typer.echo(f"{len(passed)} submissions have passed their six years.")
        if not dry_run:
            for path in clock.retain(settings):
                typer.echo(str(path.with_suffix(".txt")), err=format == "json")


def rekey(
    borough: Annotated[
        str | None, typer.Option("--borough", "-b", help="Whose key changed.")
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="What the borough made with: liia pairs")
    ] = None,
    database: Annotated[
        bool, typer.Option("--database", help="Encrypt the databases, with a new key.")
    ] = False,
) -> None:
    """A new landing secret for LIIA; or a borough's new key; or the databases'."""
    from ingest.boroughs import find_borough

    if bool(borough) != bool(pairs) or (database and borough):
        raise UsageError("give -b and --pairs together, or --database, or nothing.")
    with at_work("rekey") as settings:
        if database:
            from liia.governance.database_keys import new_database_key

            key = new_database_key(settings)
            typer.echo(f"encrypted with {settings.key_file('database')}")
            typer.echo(
                f"fingerprint {key.fingerprint}; keep a copy apart, with a second"
            )
            typer.echo("holder: without it nothing can be read. The old key is gone.")
        elif borough:
            from liia.governance.rekeying import change_borough_key

            moved = change_borough_key(settings, find_borough(borough), pairs)
            typer.echo(f"{moved} children of {borough} go by their new pseudonyms.")
            typer.echo("Delete the pairs now: they link the old pseudonyms to the new.")
        else:
            from liia.governance.rekeying import rotate_landing_secret

            chain = rotate_landing_secret(settings)
            typer.echo(f"epoch {chain.epoch} of the landing secret is in force. Keep")
            typer.echo(
                "every landing key, and copies apart: a file passes through all."
            )


def evidence(
    verify: Annotated[
        bool, typer.Option("--verify", help="Only hold the records against each other.")
    ] = False,
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """The evidence pack: each promise of the notice, its control, its last proof."""
    from liia.governance import evidence as pack
    from liia.governance.verification import verify as verify_records

    with at_work("evidence") as settings:
        verified = verify_records(settings)
        if verify:
            answer = [vars(one) for one in verified]
            if format == "json":
                typer.echo(json.dumps(answer, indent=2))
            else:
                _print_verified(verified)
        else:
            rows = pack.write(settings, verified)
            if format == "json":
                typer.echo(json.dumps([vars(row) for row in rows], indent=2))
            else:
                for row in rows:
                    typer.echo(f"{row.state:8} {row.promise_id:18} {row.words}")
                typer.echo(f"{settings.home / 'evidence' / 'evidence.html'}")
    if any(one.faults for one in verified):
        raise typer.Exit(1)


def _print_verified(verified) -> None:
    for one in verified:
        mark = "FAULT" if one.faults else "ok   "
        typer.echo(f"{mark} {one.subject}: {one.looked_at} looked at")
        for fault in one.faults:
            typer.echo(f"      {fault}")
