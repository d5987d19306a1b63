"""The verbs of governance: parse, call, report. A child is named on standard input alone,
since what stands in a command is seen by every other program and kept in its history.
"""

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import UsageError

rights = typer.Typer(
    help=(
        "The rights of a child's family. The child is named by the pseudonym that her "
        "borough shares, on standard input: liia rights erase -b ISL < request.txt"
    ),
    no_args_is_help=True,
)
BoroughCode = Annotated[
    str, typer.Option("--borough", "-b", help="LIIA, GSS or DfE code, such as ISL.")
]


@rights.command()
def export(
    borough: BoroughCode,
    out: Annotated[Path, typer.Option(help="A new folder, outside LIIA_HOME.")],
) -> None:
    """Access and portability: all that is held of a child, as a page, csv and JSON."""
    from liia.governance.export import export as write_export

    with _at_work("rights export") as settings:
        reference = write_export(settings, _child(settings, borough), out)
        typer.echo(f"{reference}: written to {out}")
        typer.echo(f"Hand {out} to {borough} and delete it here.")


@rights.command()
def erase(borough: BoroughCode) -> None:
    """Erase a child from everything, and turn her rows away for ever."""
    from liia.governance import rights as subject

    with _at_work("rights erase") as settings:
        _certified(settings, subject.erase(settings, _child(settings, borough)))


@rights.command()
def restrict(borough: BoroughCode) -> None:
    """Objection and restriction: hold a child's rows and use them no more."""
    from liia.governance import rights as subject

    with _at_work("rights restrict") as settings:
        _certified(settings, subject.restrict(settings, _child(settings, borough)))


@rights.command()
def unrestrict(borough: BoroughCode) -> None:
    """End a restriction."""
    from liia.governance import rights as subject

    with _at_work("rights unrestrict") as settings:
        _certified(settings, subject.unrestrict(settings, _child(settings, borough)))


@rights.command()
def rectify(
    borough: BoroughCode,
    files: Annotated[list[Path], typer.Argument(help="The borough's corrected files.")],
) -> None:
    """Take the borough's corrected files, which supersede, and note what changed."""
    from liia.governance.rectification import rectify as take_corrections

    with _at_work("rights rectify") as settings:
        child = _child(settings, borough)
        _certified(settings, take_corrections(settings, child, files))


def retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what has passed, delete nothing.")
    ] = False,
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """Delete what was held for six years, rebuild without it, and prove it."""
    from liia.governance import retention as clock

    with _at_work("retention") as settings:
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
    with _at_work("rekey") as settings:
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


def pairs(
    ids: Annotated[Path, typer.Argument(help="csv with a heading; local ids.")],
    old_key_file: Annotated[Path, typer.Option(help="The key until now.")],
    new_key_file: Annotated[Path, typer.Option(help="The key from now on.")],
    out: Annotated[Path, typer.Option(help="Where the pairs go.")],
) -> None:
    """At the borough, after a change of key or system: old pseudonyms to new."""
    from ingest.key_change import write_pairs
    from liia.configuration import private_files
    from liia.keys import read_key

    private_files()
    old, new = (read_key(path, "borough") for path in (old_key_file, new_key_file))
    typer.echo(f"{write_pairs(ids, old, new, out)} pairs written to {out}; send it.")


def evidence(
    verify: Annotated[
        bool, typer.Option("--verify", help="Only hold the records against each other.")
    ] = False,
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """The evidence pack: each promise of the notice, its control, its last proof."""
    from liia.governance import evidence as pack
    from liia.governance.verification import verify as verify_records

    with _at_work("evidence") as settings:
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


@contextmanager
def _at_work(verb: str):
    """The lock of the home and a record of the run, for the length of one verb."""
    from liia.configuration import private_files, settings
    from liia.governance.locations import refuse_a_home_elsewhere
    from liia.lock import one_at_a_time
    from liia.record import recorded

    private_files()
    found = settings()
    refuse_a_home_elsewhere(found)
    with one_at_a_time(found.home), recorded(found, verb):
        yield found


def _child(settings, borough: str):
    from ingest.boroughs import find_borough
    from liia.governance.rights import child_of

    return child_of(settings, find_borough(borough), sys.stdin.readline())


def _certified(settings, reference: str) -> None:
    from liia.governance.rights import certificate_of

    typer.echo(certificate_of(settings, reference).read_text(encoding="utf-8"))
