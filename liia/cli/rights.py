"""`liia rights`. A child is named on standard input alone, since what stands in a command
is seen by every other program and kept in its history.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from liia.cli.context import at_work
from liia.cli.options import BoroughCode

rights = typer.Typer(
    help=(
        "The rights of a child's family. The child is named by the pseudonym that her "
        "borough shares, on standard input: liia rights erase -b ISL < request.txt"
    ),
    no_args_is_help=True,
)


@rights.command()
def export(
    borough: BoroughCode,
    out: Annotated[Path, typer.Option(help="A new folder, outside LIIA_HOME.")],
) -> None:
    """Access and portability: all that is held of a child, as a page, csv and JSON."""
    from liia.governance.export import export as write_export

    with at_work("rights export") as settings:
        reference = write_export(settings, _child(settings, borough), out)
        typer.echo(f"{reference}: written to {out}")
        typer.echo(f"Hand {out} to {borough} and delete it here.")


@rights.command()
def erase(borough: BoroughCode) -> None:
    """Erase a child from everything, and turn her rows away for ever."""
    from liia.governance import rights as subject

    with at_work("rights erase") as settings:
        _certified(settings, subject.erase(settings, _child(settings, borough)))


@rights.command()
def restrict(borough: BoroughCode) -> None:
    """Objection and restriction: hold a child's rows and use them no more."""
    from liia.governance import rights as subject

    with at_work("rights restrict") as settings:
        _certified(settings, subject.restrict(settings, _child(settings, borough)))


@rights.command()
def unrestrict(borough: BoroughCode) -> None:
    """End a restriction."""
    from liia.governance import rights as subject

    with at_work("rights unrestrict") as settings:
        _certified(settings, subject.unrestrict(settings, _child(settings, borough)))


@rights.command()
def rectify(
    borough: BoroughCode,
    files: Annotated[list[Path], typer.Argument(help="The borough's corrected files.")],
) -> None:
    """Take the borough's corrected files, which supersede, and note what changed."""
    from liia.governance.rectification import rectify as take_corrections

    with at_work("rights rectify") as settings:
        child = _child(settings, borough)
        _certified(settings, take_corrections(settings, child, files))


def _child(settings, borough: str):
    from ingest.boroughs import find_borough
    from liia.governance.rights import child_of

    return child_of(settings, find_borough(borough), sys.stdin.readline())


def _certified(settings, reference: str) -> None:
    from liia.governance.rights import certificate_of

    typer.echo(certificate_of(settings, reference).read_text(encoding="utf-8"))
